import { expect, it } from "vitest";
import { Executor } from "../../../src/devices/executor.ts";
import { ModeHolder } from "../../../src/devices/mode.ts";
import { request } from "../../fakes/guard-world.ts";
import { LockStand } from "../../fakes/lock-stand.ts";
import { settled } from "../../fakes/manual-clock.ts";

it("leaves only the mode in which it was judged", async () => {
  const stand = new LockStand();
  const mode = new ModeHolder({ initial: "sentry", clock: stand.clock });
  const never = (): Promise<never> => new Promise<never>(() => undefined);
  const executor = new Executor({
    common: stand.parts,
    devices: new Map(),
    mode,
    notifiers: new Map(),
    speaker: null,
    recorder: { record: never, snapshot: never, switchOff: () => null },
    reasonOf: () => "",
    aboutT: () => 0,
  });
  const disarm = request({ kind: "mode", mode: "home" }, { id: "disarm" });
  executor.dispatch(disarm, { ...stand.allowed("disarm"), debt: null });
  mode.change("away", { kind: "command" });
  await settled();
  expect(mode.current).toBe("away");
  expect(stand.names("disarm")).toEqual(["request.allowed", "request.expired"]);
});
