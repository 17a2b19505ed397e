import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { journalPath, openJournal } from "../../../../src/adapters/sqlite/journal.ts";
import { bootId } from "../../../../src/adapters/clock/system-clock.ts";
import { openCore } from "../../../../src/app/brain/core.ts";
import type { EventDraft } from "../../../../src/events/catalogue.ts";
import type { Decision } from "../../../../src/guard/decision.ts";
import { silentLogger } from "../../../../src/runtime/logger.ts";
import { Teardown } from "../../../../src/runtime/teardown.ts";
import { check } from "../../../fakes/checked-house.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";

const HOUR_MS = 3_600_000;
const T = 50_000;

const stateDirectory = mkdtempSync(join(tmpdir(), "gatehouse-limit-"));
const teardown = new Teardown();
afterEach(async () => {
  await teardown.run();
  rmSync(stateDirectory, { recursive: true, force: true });
});

/** The door was unlocked just now, by an earlier start. */
const unlocked = (request: string): EventDraft => ({
  ...{
    name: "request.allowed",
    source: "guard",
    at: 0,
    t: T,
    request,
    action: "unlock",
    device: "front_lock",
  },
  ...{ rule: null, by: { kind: "command" }, reason: "Anna was recognised.", evidence: [] },
});

it("counts unlocks of an earlier start, also after the wall clock was set by hours", async () => {
  const before = new ManualClock({ at: 10 * HOUR_MS, t: T });
  const path = journalPath(stateDirectory);
  const journal = await openJournal({
    path,
    clock: before,
    random: () => 0.5,
    boot: bootId(),
    run: "before",
  });
  await journal.writer.append(
    ["a", "b", "c"].map((request) => ({ ...unlocked(request), at: before.now().at })),
  );
  journal.close();

  const configuration = await check({});
  if (!configuration.ok) throw new Error("the house does not hold");
  const clock = new ManualClock({ at: 20 * HOUR_MS, t: T + 5_000 });
  const answers: Decision[] = [];
  const core = await openCore({
    ...{ configuration, stateDirectory, teardown, clock, scheduler: clock, random: () => 0, observers: [] },
    logger: silentLogger,
    dispatch: (_, decision) => answers.push(decision),
  });
  core.gatekeeper.observe({ kind: "broker", connectedSinceT: 0 });
  core.request({ kind: "device", device: "front_lock", command: "unlock" }, { kind: "command" });
  await core.kernel.probe();
  expect(answers).toMatchObject([{ outcome: "denied", code: "RATE_LIMIT" }]);
});
