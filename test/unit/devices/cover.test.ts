import { beforeEach, describe, expect, it } from "vitest";
import { Cover, type CoverSettings } from "../../../src/devices/cover.ts";
import type { Requester } from "../../../src/events/action.ts";
import type { Allowed } from "../../../src/guard/decision.ts";
import { request } from "../../fakes/guard-world.ts";
import { LockStand } from "../../fakes/lock-stand.ts";
import { settled } from "../../fakes/manual-clock.ts";

const COMMAND = "garage/set";
const hub: Requester = { kind: "hub", topic: "gatehouse/front/device/garage/set" };
const rule: Requester = { kind: "rule", rule: "close-at-night", ruleRun: "r" };
const plain = (topic: string) => ({ topic, value: (payload: unknown) => payload });

let stand: LockStand;
let cover: Cover;

function make(changes: Partial<CoverSettings> = {}): void {
  stand = new LockStand();
  cover = new Cover(
    "garage",
    {
      command: { topic: COMMAND, open: "OPEN", close: "CLOSE", stop: "STOP" },
      state: plain("garage"),
      ...{ obstruction: null, availability: null, deliverWithinMs: 2_000, confirmWithinMs: 10_000 },
      ...changes,
    },
    stand.parts,
  );
}
beforeEach(() => make());

const says = (topic: string, word: string, retained = false): void =>
  cover.onMessage({ topic, payload: new TextEncoder().encode(word), retained, ...stand.clock.now() });
const guarded = (): Allowed => ({ ...stand.allowed("r"), debt: null });
const free = (): Allowed => ({ ...guarded(), guarded: false, spends: [] });
const ask = (command: string, decision: Allowed, by: Requester = rule): Promise<void> =>
  cover.run(request({ kind: "device", device: "garage", command }, { by, ...stand.clock.now() }), decision);
const sent = (): string[] =>
  stand.door.sent.filter(({ topic }) => topic === COMMAND).map(({ payload, via }) => `${via}: ${payload}`);
const names = (): string[] => stand.events.map(({ name }) => name);

describe("opening", () => {
  it("is committed, sent once by the wire, and done when it moves; it owes nothing", async () => {
    const running = ask("open", guarded());
    await settled();
    says("garage", "opening");
    await running;
    expect(sent()).toEqual(["wire: OPEN"]);
    expect(names()).toEqual(["request.allowed", "device.commanded", "device.changed", "request.completed"]);
    expect(await stand.journal.debts()).toEqual([]);
    await stand.clock.advanceSettled(3_600_000);
    expect(sent()).toEqual(["wire: OPEN"]);
  });

  it("needs evidence, whatever the decision says", async () => {
    await ask("open", free());
    expect(sent()).toEqual([]);
    expect(stand.all("request.denied")).toMatchObject([{ code: "GUARD_ERROR" }]);
  });

  it("is not sent when the person has gone meanwhile", async () => {
    stand.standing = { ok: false, code: "NOT_IN_VIEW", reason: "Ana has gone." };
    await ask("open", guarded());
    expect(sent()).toEqual([]);
    expect(stand.all("request.expired")).toMatchObject([{ reason: "Nothing was sent. Ana has gone." }]);
  });

  it("is withdrawn if somebody stops or closes it while it is being written down", async () => {
    const opening = ask("open", guarded());
    const stopping = ask("stop", free(), hub);
    await settled();
    says("garage", "stopped");
    await Promise.all([opening, stopping]);
    expect(sent()).toEqual(["transport: STOP"]);
  });

  it("is denied while it cannot be reached, and after Gatehouse has begun to stop", async () => {
    make({ availability: plain("garage/online") });
    says("garage/online", "offline", true);
    await ask("open", guarded());
    says("garage/online", "online");
    await cover.stop();
    await ask("open", guarded());
    expect(stand.all("request.denied").map(({ code }) => code)).toEqual(["DEVICE_OFFLINE", "STOPPING"]);
    expect(sent()).toEqual([]);
  });

  it("is told as failed when nothing moves", async () => {
    const running = ask("open", guarded());
    await stand.clock.advanceSettled(10_000);
    await running;
    expect(stand.all("device.failed")).toMatchObject([{ why: "It did not report OPENING or OPEN in time." }]);
  });
});

describe("closing", () => {
  const close = async (by: Requester): Promise<void> => {
    const running = ask("close", free(), by);
    await settled();
    says("garage", "closing");
    await running;
  };

  it("is for people, where nothing sees whether somebody stands in the way", async () => {
    await close(hub);
    await close({ kind: "command" });
    expect(sent()).toEqual(["transport: CLOSE", "transport: CLOSE"]);
    await close(rule);
    await close({ kind: "gatehouse", why: "It is late." });
    await close({ kind: "node", node: "yard" });
    expect(sent()).toHaveLength(2);
    expect(stand.all("device.failed")[0]?.why).toContain("It closes only when a person asks for it");
  });

  it("is for rules too where a sensor has said, live, that the way is free", async () => {
    make({ obstruction: plain("garage/beam") });
    says("garage/beam", "OFF", true);
    await close(rule);
    expect(sent()).toEqual([]);
    says("garage/beam", "OFF");
    await close(rule);
    expect(sent()).toEqual(["transport: CLOSE"]);
  });

  it.each([true, false])("is for nobody while something is in the way (stored: %s)", async (retained) => {
    make({ obstruction: plain("garage/beam") });
    says("garage/beam", "ON", retained);
    await close(hub);
    await close(rule);
    expect(sent()).toEqual([]);
    expect(stand.all("device.failed").map(({ why }) => why)).toEqual([
      "Something is in the way; it is not closed.",
      "Something is in the way; it is not closed.",
    ]);
  });
});

it("a stored state is no answer, and is told", async () => {
  const running = ask("stop", free());
  await settled();
  says("garage", "open", true);
  expect(stand.all("device.changed")).toMatchObject([{ state: "OPEN", by: null }]);
  says("garage", "stopped");
  await running;
  expect(stand.all("request.completed")).toHaveLength(1);
});
