import { expect, it } from "vitest";
import { authorise } from "../../../src/guard/authorise.ts";
import { observe, type GuardInput } from "../../../src/guard/observe.ts";
import type { GuardState } from "../../../src/guard/state.ts";
import {
  anaAtTheDoor,
  BOOT,
  guardAfter,
  NOW_T,
  policies,
  recognized,
  request,
  RUN,
  sensorEvent,
  sighting,
  stranger,
  track,
} from "../../fakes/guard-world.ts";

const asks = (state: GuardState, t: number) =>
  authorise(state, request(), { policies: policies(), now: { at: 0, t }, run: RUN, boot: BOOT });
const answer = (state: GuardState, t: number): string => {
  const decision = asks(state, t);
  return decision.outcome === "denied" ? decision.code : decision.outcome;
};

/** The guard after Ana has opened the door at `NOW_T`. */
function opened(): GuardState {
  const state = guardAfter(anaAtTheDoor());
  const decision = asks(state, NOW_T);
  if (decision.outcome !== "allowed") throw new Error(decision.outcome);
  return observe(state, { kind: "authorised", request: "r", device: "front_door_lock", decision });
}

/** Pictures of `tracks` every 500 ms. */
function watching(
  state: GuardState,
  fromT: number,
  untilT: number,
  tracks = [stranger({ zones: ["street"] })],
): GuardState {
  let next = state;
  for (let t = fromT; t <= untilT; t += 500) {
    next = observe(next, { kind: "sighting", t, sighting: sighting({ t, tracks }) });
  }
  return next;
}

/** Ana is recognised and seen again at `t` as this track. */
function anaAgain(state: GuardState, t: number, number = 20): GuardState {
  const seen = track({ track: number, lastLookT: t });
  const inputs: GuardInput[] = [
    { kind: "event", event: recognized({ t, track: number }) },
    { kind: "sighting", t, sighting: sighting({ t, tracks: [seen] }) },
  ];
  return inputs.reduce(observe, state);
}

it("opens nothing twice by the same recognition", () => {
  expect(answer(opened(), NOW_T)).toBe("SPENT");
});

it("opens nothing by a new recognition, or a new track, of somebody who lingers", () => {
  const state = opened();
  expect(answer(anaAgain(state, NOW_T + 2_000, 7), NOW_T + 2_000)).toBe("SPENT");
  expect(answer(anaAgain(state, NOW_T + 2_000, 21), NOW_T + 2_000)).toBe("SPENT");
});

it("opens nothing by the track that has opened before, whoever it is taken for now", () => {
  const state = observe(opened(), { kind: "event", event: recognized({ t: NOW_T + 100, person: "Eva" }) });
  const eva = track({ person: "Eva", lastLookT: NOW_T + 100 });
  const seen = observe(state, {
    kind: "sighting",
    t: NOW_T + 200,
    sighting: sighting({ t: NOW_T + 100, tracks: [eva] }),
  });
  expect(answer(seen, NOW_T + 200)).toBe("SPENT");
});

it("opens again after 60 s out of view", () => {
  const gone = watching(opened(), NOW_T + 500, NOW_T + 60_000);
  expect(answer(anaAgain(gone, NOW_T + 60_400), NOW_T + 60_400)).toBe("SPENT");
  const longer = watching(gone, NOW_T + 60_500, NOW_T + 60_500);
  expect(answer(anaAgain(longer, NOW_T + 60_600), NOW_T + 60_600)).toBe("allowed");
});

it("begins to count anew when the person comes into view in between", () => {
  const away = watching(opened(), NOW_T + 500, NOW_T + 40_000);
  const back = watching(away, NOW_T + 40_500, NOW_T + 41_000, [track({ track: 30 })]);
  const gone = watching(back, NOW_T + 41_500, NOW_T + 70_000);
  expect(answer(anaAgain(gone, NOW_T + 70_200), NOW_T + 70_200)).toBe("SPENT");
});

it("counts no time in which the camera did not watch", () => {
  const away = watching(opened(), NOW_T + 500, NOW_T + 10_000);
  const blind = watching(away, NOW_T + 90_000, NOW_T + 91_000);
  expect(answer(anaAgain(blind, NOW_T + 91_200), NOW_T + 91_200)).toBe("SPENT");
});

it("counts no time between pictures that are further apart than two seconds", () => {
  let state = opened();
  for (let t = NOW_T + 2_100; t <= NOW_T + 90_000; t += 2_100) state = watching(state, t, t);
  expect(answer(anaAgain(state, NOW_T + 90_100), NOW_T + 90_100)).toBe("SPENT");
});

it("counts the time between pictures that are two seconds apart", () => {
  let state = opened();
  for (let t = NOW_T + 2_000; t <= NOW_T + 62_000; t += 2_000) state = watching(state, t, t);
  expect(answer(anaAgain(state, NOW_T + 62_100), NOW_T + 62_100)).toBe("allowed");
});

it("counts no time in which the camera was lost", () => {
  const away = watching(opened(), NOW_T + 500, NOW_T + 50_000);
  const lost = observe(away, {
    kind: "event",
    event: sensorEvent("sensor.lost", "camera:front_door", NOW_T + 50_100),
  });
  const back = observe(lost, {
    kind: "event",
    event: sensorEvent("sensor.recovered", "camera:front_door", NOW_T + 50_200),
  });
  const gone = watching(back, NOW_T + 50_500, NOW_T + 70_000);
  expect(answer(anaAgain(gone, NOW_T + 70_200), NOW_T + 70_200)).toBe("SPENT");
});

it("goes on counting while another camera is lost", () => {
  const away = watching(opened(), NOW_T + 500, NOW_T + 50_000);
  const event = sensorEvent("sensor.lost", "camera:garden", NOW_T + 50_100);
  const gone = watching(observe(away, { kind: "event", event }), NOW_T + 50_500, NOW_T + 60_500);
  expect(answer(anaAgain(gone, NOW_T + 60_600), NOW_T + 60_600)).toBe("allowed");
});

it("counts no time in which another camera watched, and this one showed nothing", () => {
  let state = watching(opened(), NOW_T + 500, NOW_T + 10_000);
  for (let t = NOW_T + 10_500; t <= NOW_T + 80_000; t += 500) {
    state = observe(state, { kind: "sighting", t, sighting: sighting({ camera: "garden", t, tracks: [] }) });
  }
  expect(answer(anaAgain(state, NOW_T + 80_200), NOW_T + 80_200)).toBe("SPENT");
});

it("counts the time out of view of that camera, also while another one sees the person", () => {
  let state = opened();
  for (let t = NOW_T + 500; t <= NOW_T + 61_000; t += 500) {
    state = watching(state, t, t);
    state = observe(state, { kind: "sighting", t, sighting: sighting({ camera: "garden", t }) });
  }
  expect(answer(anaAgain(state, NOW_T + 61_200), NOW_T + 61_200)).toBe("allowed");
});

it("counts no time in which the picture was no evidence: a hand over the lens re-arms nothing", () => {
  for (const changes of [{ frozen: true }, { covered: true }, { leapt: true }, { lagMs: 1_001 }]) {
    let state = opened();
    for (let t = NOW_T + 500; t <= NOW_T + 70_000; t += 500) {
      state = observe(state, { kind: "sighting", t, sighting: sighting({ t, tracks: [], ...changes }) });
    }
    const healthy = watching(state, NOW_T + 70_500, NOW_T + 71_000);
    expect(answer(anaAgain(healthy, NOW_T + 71_200), NOW_T + 71_200)).toBe("SPENT");
  }
});

it("counts no time in which the track is still there, whoever it is taken for", () => {
  const undecided = track({ identity: "undecided", person: null, group: null, zones: ["street"] });
  const state = watching(opened(), NOW_T + 500, NOW_T + 70_000, [undecided]);
  expect(answer(anaAgain(state, NOW_T + 70_200), NOW_T + 70_200)).toBe("SPENT");
});

it("begins to count anew when the person is recognised there, and nobody else, and nowhere else", () => {
  const between = (changes: Parameters<typeof recognized>[0]): string => {
    const away = watching(opened(), NOW_T + 500, NOW_T + 40_000);
    const event = recognized({ t: NOW_T + 40_000, track: 30, ...changes });
    const gone = watching(observe(away, { kind: "event", event }), NOW_T + 40_500, NOW_T + 70_000);
    return answer(anaAgain(gone, NOW_T + 70_200), NOW_T + 70_200);
  };
  expect(between({})).toBe("SPENT");
  expect(between({ person: "Eva" })).toBe("allowed");
  expect(between({ camera: "garden" })).toBe("allowed");
});

it("keeps what others have spent, and what was spent elsewhere", () => {
  const spend = { person: "Ana", camera: "front_door", track: "run-1/7", t: NOW_T, at: 0, boot: BOOT };
  for (const other of [
    { ...spend, person: "Eva", track: "run-1/9" },
    { ...spend, camera: "garden", track: "run-1/40" },
  ]) {
    const state = observe(opened(), { kind: "spends", spends: [other] });
    expect(answer(anaAgain(state, NOW_T + 2_000), NOW_T + 2_000)).toBe("SPENT");
  }
});

it("opens one door by what was spent at another camera only", () => {
  const spend = { person: "Ana", camera: "garden", track: "run-1/7", t: NOW_T, at: 0, boot: BOOT };
  const state = guardAfter([...anaAtTheDoor(), { kind: "spends", spends: [spend] }]);
  expect(answer(state, NOW_T)).toBe("allowed");
});

it("remembers after a restart what was spent before it", () => {
  const spend = {
    person: "Ana",
    camera: "front_door",
    track: "run-0/3",
    t: NOW_T - 5_000,
    at: 0,
    boot: BOOT,
  };
  const state = guardAfter([{ kind: "spends", spends: [spend] }, ...anaAtTheDoor()]);
  expect(answer(state, NOW_T)).toBe("SPENT");
});

it("lets somebody else open", () => {
  const state = observe(opened(), {
    kind: "event",
    event: recognized({ t: NOW_T + 100, person: "Eva", track: 9 }),
  });
  const eva = track({ track: 9, person: "Eva", lastLookT: NOW_T + 100 });
  const both = sighting({ t: NOW_T + 100, tracks: [track(), eva] });
  expect(answer(observe(state, { kind: "sighting", t: NOW_T + 200, sighting: both }), NOW_T + 200)).toBe(
    "allowed",
  );
});

it("does not count the minute from a late picture of before, whatever the camera went through since", () => {
  const away = (inputs: readonly GuardInput[]): GuardState => {
    const late = sighting({ t: NOW_T - 900, tracks: [] });
    const state = [...inputs, { kind: "sighting" as const, t: NOW_T, sighting: late }].reduce(
      observe,
      opened(),
    );
    return watching(state, NOW_T + 500, NOW_T + 59_500, []);
  };
  const camera = (name: "sensor.lost" | "sensor.recovered"): GuardInput => ({
    kind: "event",
    event: sensorEvent(name, "camera:front_door", NOW_T),
  });
  for (const inputs of [
    [],
    [camera("sensor.recovered")],
    [camera("sensor.lost"), camera("sensor.recovered")],
  ])
    expect(answer(anaAgain(away(inputs), NOW_T + 59_600), NOW_T + 59_600)).toBe("SPENT");
});
