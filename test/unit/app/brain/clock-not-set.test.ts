import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { openCore } from "../../../../src/app/brain/core.ts";
import { silentLogger } from "../../../../src/runtime/logger.ts";
import { Teardown } from "../../../../src/runtime/teardown.ts";
import { check } from "../../../fakes/checked-house.ts";
import { ManualClock, settled } from "../../../fakes/manual-clock.ts";

const stateDirectory = mkdtempSync(join(tmpdir(), "gatehouse-clock-"));
const teardown = new Teardown();
afterEach(async () => {
  await teardown.run();
  rmSync(stateDirectory, { recursive: true, force: true });
});

it("marks what happens until the clock is set, in the journal and for everyone who observes", async () => {
  const configuration = await check({});
  if (!configuration.ok) throw new Error("the house does not hold");
  const clock = new ManualClock();
  let isSet = false;
  const observed: (true | undefined)[] = [];
  const core = await openCore({
    ...{ configuration, stateDirectory, teardown, clock, scheduler: clock, random: () => 0 },
    logger: silentLogger,
    observers: [(event) => observed.push(event.atUntrusted)],
    dispatch: () => undefined,
    clockSync: () => Promise.resolve(isSet),
  });
  const start = async (): Promise<void> => {
    core.kernel.emit({ name: "node.started", source: "brain", ...clock.now(), version: "1.0.0" });
    await core.kernel.probe();
  };
  await start();
  isSet = true;
  clock.advance(15_000);
  await settled();
  await start();
  const journalled = (await core.journal.reader.events({})).map((event) => event.atUntrusted);
  expect(journalled).toEqual([true, undefined]);
  expect(observed).toEqual([true, undefined]);
});
