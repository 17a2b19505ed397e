import { expect, test } from "vitest";
import { checkModelRuns } from "../../../../../src/app/doctor/checks/models.ts";
import type { AskProbe } from "../../../../../src/app/doctor/probe/ask-probe.ts";
import type { ModelPaths } from "../../../../../src/adapters/model-files/resolve-models.ts";
import type { GatehouseConfig } from "../../../../../src/config/schema/gatehouse.ts";
import { check, HOUSE } from "../../../../fakes/checked-house.ts";

const TIMES = {
  ...{ "face-detection": 10, "face-landmarks": 5, "face-embedding": 20, "face-liveness": 10 },
  ...{ "person-detection": 50, "voice-activity": 0.2 },
};
const ask: AskProbe = (_, report) => Promise.resolve(report.parse(TIMES));
const paths = {} as ModelPaths;

async function house(people: boolean): Promise<GatehouseConfig> {
  const checked = await check({ config: `${HOUSE}vision: { people: ${String(people)} }\n` });
  if (!checked.ok) throw new Error("the house does not hold");
  return checked.config;
}

test("the time of each model is told, and whether the processors suffice for a face at every camera", async () => {
  const signal = new AbortController().signal;
  const busy = async (people: boolean, cores: number) =>
    checkModelRuns(paths, { config: await house(people), cores }, { ask, signal });
  // Two cameras of 5 pictures a second: 10 × (10 + 2 × 5 + 20 + 10) ms, and 10 × 50 ms for people.
  const whole = await busy(true, 1);
  expect(whole.facts).toMatchObject({ busyCores: 1, "face-detection": 10 });
  expect(whole.found).toContain("face-embedding 20.0 ms");
  expect(whole.advice).toEqual([]);
  expect((await busy(false, 1)).facts).toMatchObject({ busyCores: 0.5 });
  expect((await busy(true, 0.9)).advice).toMatchObject([
    { severity: "warning", text: expect.stringContaining("need 1.0 processors") as string },
  ]);
});
