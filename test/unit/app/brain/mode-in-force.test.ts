import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { openCore, type Core } from "../../../../src/app/brain/core.ts";
import type { Decision } from "../../../../src/guard/decision.ts";
import { silentLogger } from "../../../../src/runtime/logger.ts";
import { Teardown } from "../../../../src/runtime/teardown.ts";
import { check, HOUSE } from "../../../fakes/checked-house.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";

const stateDirectory = mkdtempSync(join(tmpdir(), "gatehouse-mode-"));
const teardown = new Teardown();
afterEach(async () => {
  await teardown.run();
  rmSync(stateDirectory, { recursive: true, force: true });
});

it("judges leaving a guarded mode also in the instant after it was entered", async () => {
  const guard = "[{ all: [{ by: face, group: family }, { by: voice }] }]";
  const configuration = await check({
    config: HOUSE.replace("sentry: {}", `sentry: { leave: { guard: ${guard} } }`),
  });
  if (!configuration.ok) throw new Error("the house does not hold");
  const clock = new ManualClock();
  const answers: Decision["outcome"][] = [];
  const core: Core = await openCore({
    configuration,
    stateDirectory,
    teardown,
    clock,
    scheduler: clock,
    random: () => 0,
    logger: silentLogger,
    observers: [],
    dispatch: ({ action, by }, { outcome }) => {
      answers.push(outcome);
      if (action.kind !== "mode" || outcome === "denied") return;
      const changed = core.mode.change(action.mode, by);
      if (changed !== null) core.kernel.emit(changed);
    },
  });
  core.request({ kind: "mode", mode: "sentry" }, { kind: "command" });
  core.request({ kind: "mode", mode: "home" }, { kind: "hub", topic: "gatehouse/test/mode/set" });
  await core.kernel.probe();
  expect(answers).toEqual(["allowed", "denied"]);
  expect(core.mode.current).toBe("sentry");
});
