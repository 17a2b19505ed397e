import { describe, expect, it } from "vitest";
import { Gatekeeper } from "../../../src/guard/gatekeeper.ts";
import { judgeAgain, matterText, type Matter } from "../../../src/guard/matter.ts";
import type { GuardInput } from "../../../src/guard/observe.ts";
import { ChallengingDoor } from "../../fakes/challenging-door.ts";
import { unseen } from "../../../src/guard/state.ts";
import {
  anaAtTheDoor,
  BOOT,
  guardAfter,
  NOW_T,
  policies,
  request,
  RUN,
  sighting,
  unasked,
} from "../../fakes/guard-world.ts";
import { ManualClock } from "../../fakes/manual-clock.ts";

function matter(inputs: readonly GuardInput[] = anaAtTheDoor()): Matter {
  const now = { at: 1_700_000_000_000, t: NOW_T };
  return { state: guardAfter(inputs), policies: policies(), request: request(), now };
}

describe("a matter as text", () => {
  it("is judged as it was", () => {
    expect(judgeAgain(matterText(matter()))).toMatchObject({
      outcome: "allowed",
      spends: [{ person: "Ana" }],
    });
    expect(judgeAgain(matterText(matter([])))).toMatchObject({ outcome: "denied", code: "BROKER_AWAY" });
  });

  it("keeps what is no number: a lag that is not known stays so, and one that never ends", () => {
    const late = (lagMs: number): Matter => {
      const { state, ...rest } = matter();
      const view = { ...unseen, latest: sighting({ lagMs }) };
      return { ...rest, state: { ...state, cameras: new Map([["front_door", view]]) } };
    };
    for (const lagMs of [Number.NaN, Number.POSITIVE_INFINITY])
      expect(judgeAgain(matterText(late(lagMs)))).toMatchObject({ code: "CAMERA_UNHEALTHY" });
    for (const lagMs of [Number.NEGATIVE_INFINITY, 40])
      expect(judgeAgain(matterText(late(lagMs))).outcome).toBe("allowed");
  });

  it("does not hold what somebody is being asked, but that they are", () => {
    const door = new ChallengingDoor();
    door.begin();
    const { state } = door.guard;
    const text = matterText({ ...matter(), state });
    expect(text).not.toContain("elephant");
    expect(text).toContain('"running":{"$":{"map":[["front_door",null]]}}');
    expect(JSON.parse(text)).toMatchObject({
      state: { challenges: { passed: [], setbacks: { $: { map: [] } } }, run: RUN, boot: BOOT },
    });
  });

  it("does not hold the pictures, which decide nothing", () => {
    const { state, ...rest } = matter();
    const media = [{ kind: "picture" as const, path: "media/ana.jpg", shows: [{ track: 1, person: "Ana" }] }];
    const pictured = { ...rest, state: { ...state, faces: state.faces.map((face) => ({ ...face, media })) } };
    expect(matterText(pictured)).not.toContain("ana.jpg");
    expect(judgeAgain(matterText(pictured))).toEqual(judgeAgain(matterText({ ...rest, state })));
  });

  it("is refused where it is none", () => {
    expect(() => judgeAgain("x")).toThrow();
    expect(() => judgeAgain("{}")).toThrow();
    const { request: asked, ...rest } = matter();
    const other = { ...asked, action: { kind: "dance" } };
    expect(() => judgeAgain(matterText({ ...rest, request: other as never }))).toThrow();
  });
});

describe("whoever keeps the journal", () => {
  it("is told of each decision by evidence and of each denial, with what it rests on, and of nothing that is free", () => {
    const told: Matter[] = [];
    const clock = new ManualClock({ at: 1_700_000_000_000, t: NOW_T });
    const guard = new Gatekeeper({
      ...{ ...unasked, run: RUN, boot: BOOT, clock, policies: policies() },
      judged: (each) => told.push(each),
    });
    for (const input of anaAtTheDoor()) guard.observe(input);
    const before = guard.state;
    const asked = request();
    expect(guard.authorise(asked).outcome).toBe("allowed");
    expect(told).toEqual([{ state: before, policies: policies(), request: asked, now: clock.now() }]);
    expect(guard.authorise(request({ kind: "speak", text: "Hello" })).outcome).toBe("allowed");
    expect(told).toHaveLength(1);
    expect(guard.authorise(request()).outcome).toBe("denied");
    expect(told).toHaveLength(2);
  });
});
