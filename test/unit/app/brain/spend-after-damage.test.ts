import { expect, it } from "vitest";
import { spendAfterDamage } from "../../../../src/app/brain/take-up-journal.ts";
import type { GuardInput } from "../../../../src/guard/observe.ts";
import { check, HOUSE } from "../../../fakes/checked-house.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";

const DAMAGE = { at: 0, movedTo: "journal.db.corrupt-1", events: 0, isWhole: false };

async function told(damage: typeof DAMAGE | null): Promise<GuardInput[]> {
  const configuration = await check({ config: HOUSE });
  if (!configuration.ok) throw new Error("the house does not hold");
  const inputs: GuardInput[] = [];
  const core = {
    journal: { damage },
    boot: "boot-1",
    gatekeeper: { observe: (input: GuardInput) => inputs.push(input) },
  };
  const namesRead = spendAfterDamage(core as never, { ...configuration, clock: new ManualClock() });
  namesRead(["anna", "ben"]);
  // Whoever is enrolled later has opened nothing.
  namesRead(["anna", "ben", "carl"]);
  return inputs;
}

it("takes everybody for having just opened at every camera, once", async () => {
  const [input, ...more] = await told(DAMAGE);
  expect(more).toEqual([]);
  if (input?.kind !== "spends") throw new Error("nothing was spent");
  const configuration = await check({ config: HOUSE });
  const cameras = configuration.ok ? Object.keys(configuration.config.cameras) : [];
  expect(cameras.length).toBeGreaterThan(0);
  expect(input.spends).toHaveLength(2 * cameras.length);
  expect(input.spends[0]).toMatchObject({ person: "anna", camera: cameras[0], t: 1_000_000, boot: "boot-1" });
});

it("changes nothing where the journal is sound", async () => {
  expect(await told(null)).toEqual([]);
});
