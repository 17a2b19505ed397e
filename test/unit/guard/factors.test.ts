import { expect, it } from "vitest";
import type { GuardInput } from "../../../src/guard/observe.ts";
import type { Alternative } from "../../../src/guard/policy.ts";
import {
  anaAtTheDoor,
  answerTo,
  commanded,
  faceFactor,
  judged,
  lockedBy,
  NOW_T,
  policies,
  recognized,
  request,
  sensorEvent,
  sighting,
  track,
} from "../../fakes/guard-world.ts";

const face = faceFactor({ acceptsReplay: false });
const voice = { by: "voice", microphones: null, withinMs: 5_000 } as const;
const both: Alternative = { all: [face, voice] };

/** Ana at the door, a spoken command, and the request that it led to. */
function spoken(
  changes: Parameters<typeof commanded>[0] = {},
  alternatives: readonly Alternative[] = [both],
) {
  const event = commanded(changes);
  const inputs: GuardInput[] = [...anaAtTheDoor(), { kind: "event", event }];
  const asked = request(undefined, { cause: event.id });
  return [inputs, { request: asked, policies: lockedBy(alternatives) }] as const;
}

it("does not open for a face alone that does not accept replay", () => {
  expect(answerTo(anaAtTheDoor(), { policies: lockedBy([face]) })).toBe("FACE_ALONE");
  expect(answerTo(anaAtTheDoor(), { policies: lockedBy([{ all: [face] }]) })).toBe("FACE_ALONE");
  expect(answerTo(anaAtTheDoor(), { policies: lockedBy([{ all: [face, face] }]) })).toBe("FACE_ALONE");
});

it("does not take one person for two factors", () => {
  const twice: Alternative = { all: [faceFactor(), faceFactor()] };
  expect(answerTo(anaAtTheDoor(), { policies: lockedBy([twice]) })).toBe("NO_FACE");
  const bob = track({ track: 9, person: "Bob" });
  const two: GuardInput[] = [
    ...anaAtTheDoor(),
    { kind: "event", event: recognized({ track: 9, person: "Bob" }) },
    { kind: "sighting", t: NOW_T, sighting: sighting({ t: NOW_T - 50, tracks: [track(), bob] }) },
  ];
  expect(answerTo(two, { policies: lockedBy([twice]) })).toBe("allowed");
});

it.each<[string, Alternative]>([
  ["a voice", voice],
  ["a voice in all:", { all: [voice] }],
  ["two voices", { all: [voice, voice] }],
])("never opens for %s alone", (_, alternative) => {
  expect(answerTo(...spoken({}, [alternative]))).toBe("VOICE_ALONE");
});

it("opens nothing where nothing is demanded", () => {
  expect(answerTo(anaAtTheDoor(), { policies: lockedBy([{ all: [] }]) })).toBe("NO_POLICY");
});

it("opens nothing by web, which is not there yet", () => {
  const web = { by: "web" } as const;
  expect(answerTo(anaAtTheDoor(), { policies: lockedBy([web]) })).toBe("NOT_AVAILABLE");
  expect(answerTo(anaAtTheDoor(), { policies: lockedBy([{ all: [faceFactor(), web] }]) })).toBe(
    "NOT_AVAILABLE",
  );
});

it("opens nothing by a face whose challenge cannot be put", () => {
  expect(
    answerTo(anaAtTheDoor(), {
      policies: { ...lockedBy([faceFactor({ challenge: "say-code" })]), speaks: false },
    }),
  ).toBe("CHALLENGE_UNAVAILABLE");
});

it("tries the alternatives in turn, and tells every reason if none is met", () => {
  expect(answerTo(anaAtTheDoor(), { policies: lockedBy([{ by: "web" }, faceFactor()]) })).toBe("allowed");
  const decision = judged(anaAtTheDoor(), {
    policies: lockedBy([{ by: "web" }, faceFactor({ groups: ["staff"] })]),
  });
  expect(decision.reason).toBe(
    "Evidence by web is not available in this version. Or: Ana is of group family; the policy asks for staff.",
  );
});

it("opens for a face and the spoken command that asked for it", () => {
  const decision = judged(...spoken());
  expect(decision).toMatchObject({ outcome: "allowed", evidence: [{ kind: "face" }, { kind: "voice" }] });
  expect(decision.reason).toBe(
    "Ana was recognised at front_door 0.5 s ago and “open the door” was said there.",
  );
});

it.each<[string, Parameters<typeof commanded>[0], string]>([
  ["is too old", { t: NOW_T - 5_001 }, "VOICE_TOO_OLD"],
  ["comes from the future", { t: NOW_T + 1 }, "VOICE_TOO_OLD"],
  ["was heard too badly", { llr: -5.1 }, "VOICE_NOT_SURE"],
  ["was heard at no score", { llr: Number.NaN }, "VOICE_NOT_SURE"],
  ["was spoken where nobody known stands", { people: [] }, "NO_VOICE"],
  ["was spoken where somebody else stands", { people: ["Bob"] }, "NO_VOICE"],
  ["was heard by a microphone nobody knows", { microphone: "attic" }, "NO_VOICE"],
  ["was heard in another start", { run: "run-0" }, "NO_VOICE"],
])("does not open when the command %s", (_, changes, code) => {
  expect(answerTo(...spoken(changes))).toBe(code);
});

it("says how old a command is, or that it cannot be", () => {
  expect(judged(...spoken({ t: NOW_T - 6_000 })).reason).toContain(
    "said 6 s ago; the policy wants at most 5 s",
  );
  expect(judged(...spoken({ t: NOW_T + 1 })).reason).toContain("said in the future");
});

it("counts a command up to just so long ago, and heard no better than need be", () => {
  for (const changes of [{ t: NOW_T - 5_000 }, { t: NOW_T }, { llr: -5 }])
    expect(answerTo(...spoken(changes))).toBe("allowed");
});

it("counts a command in a film for a pretended door only", () => {
  const [inputs, options] = spoken();
  const microphones = { hall: { replay: true, near: ["front_door"] } };
  expect(answerTo(inputs, { ...options, policies: { ...options.policies, microphones } })).toBe(
    "REPLAY_SOURCE",
  );
  const pretended = lockedBy([both], { simulated: true });
  expect(answerTo(inputs, { ...options, policies: { ...pretended, microphones } })).toBe("allowed");
});

it("leaves a name in its reason as it is written", () => {
  const known = recognized({ person: "ana" });
  const look = sighting({ t: NOW_T - 50, tracks: [track({ person: "ana" })] });
  const inputs: GuardInput[] = [
    ...anaAtTheDoor().filter(({ kind }) => kind === "broker"),
    { kind: "event", event: known },
    { kind: "sighting", t: NOW_T, sighting: look },
  ];
  expect(judged(inputs, { policies: lockedBy([faceFactor()]) }).reason).toMatch(/^ana was recognised/);
});

it("takes a command that was heard less well if somebody said yes to it, and nothing else for that", () => {
  const confirmed = { sentence: "yes", llr: -2 };
  expect(answerTo(...spoken({ llr: -9, confirmed }))).toBe("allowed");
  expect(answerTo(...spoken({ llr: Number.NaN, confirmed }))).toBe("VOICE_NOT_SURE");
  expect(answerTo(...spoken({ llr: -9, confirmed, people: [] }))).toBe("NO_VOICE");
  expect(answerTo(...spoken({ llr: -9, confirmed, t: NOW_T - 5_001 }))).toBe("VOICE_TOO_OLD");
});

it("does not count a command that asked for something else", () => {
  const [inputs, options] = spoken();
  expect(answerTo(inputs, { ...options, request: request(undefined, { cause: "another" }) })).toBe(
    "NO_VOICE",
  );
});

it("does not count a command at a microphone that the policy does not name", () => {
  const here: Alternative = { all: [face, { ...voice, microphones: ["garden", "hall"] }] };
  expect(answerTo(...spoken({}, [here]))).toBe("allowed");
  const elsewhere: Alternative = { all: [face, { ...voice, microphones: ["garden"] }] };
  expect(answerTo(...spoken({}, [elsewhere]))).toBe("NO_VOICE");
});

it("does not count a command of a microphone that was lost since", () => {
  const [inputs, options] = spoken();
  const lost = { kind: "event", event: sensorEvent("sensor.lost", "microphone:hall") } as const;
  expect(answerTo([...inputs, lost], options)).toBe("NO_VOICE");
});

it("does not count a command of before a microphone was lost once it is back, and counts a later one", () => {
  const sensor = (name: "sensor.lost" | "sensor.recovered") =>
    ({ kind: "event", event: sensorEvent(name, "microphone:hall") }) as const;
  const before = commanded();
  const after = commanded({ t: NOW_T - 50 });
  const inputs: GuardInput[] = [
    ...anaAtTheDoor(),
    { kind: "event", event: before },
    sensor("sensor.lost"),
    sensor("sensor.recovered"),
    { kind: "event", event: after },
  ];
  const asked = (cause: string) =>
    answerTo(inputs, { policies: lockedBy([both]), request: request(undefined, { cause }) });
  expect(asked(before.id)).toBe("NO_VOICE");
  expect(asked(after.id)).toBe("allowed");
});

it("does not count a command that a microphone tells of while it is lost", () => {
  const event = commanded();
  const lost: GuardInput = { kind: "event", event: sensorEvent("sensor.lost", "microphone:hall") };
  const options = { policies: lockedBy([both]), request: request(undefined, { cause: event.id }) };
  expect(answerTo([...anaAtTheDoor(), lost, { kind: "event", event }], options)).toBe("VOICE_TOO_OLD");
});

it("counts a command of a microphone while another one, or a camera of its name, is lost", () => {
  const [inputs, options] = spoken();
  const lost = (sensor: string): GuardInput => ({ kind: "event", event: sensorEvent("sensor.lost", sensor) });
  expect(answerTo([...inputs, lost("microphone:garden"), lost("camera:hall")], options)).toBe("allowed");
});

it("counts no command twice", () => {
  const [inputs, options] = spoken();
  const decision = judged(inputs, options);
  if (decision.outcome === "denied") throw new Error(decision.reason);
  const used: GuardInput = {
    kind: "authorised",
    request: "r",
    device: null,
    decision: { ...decision, spends: [] },
  };
  expect(answerTo([...inputs, used], options)).toBe("SPENT");
});

it("takes a file for evidence only at a simulated device", () => {
  const files = {
    cameras: { front_door: { replay: true } },
    microphones: { hall: { replay: true, near: [] } },
  };
  const [inputs, { request: asked }] = spoken();
  const real = { ...policies(lockedBy([both])), ...files };
  const toy = { ...policies(lockedBy([both], { simulated: true })), ...files };
  expect(answerTo(inputs, { request: asked, policies: real })).toBe("REPLAY_SOURCE");
  expect(answerTo(inputs, { request: asked, policies: toy })).toBe("allowed");
  const onlySound = { ...real, cameras: { front_door: { replay: false } } };
  expect(answerTo(inputs, { request: asked, policies: onlySound })).toBe("REPLAY_SOURCE");
});

it.each([
  ["the family, alone", [{ person: "Ana", group: "family", live: true }], 0, "allowed"],
  ["the family, with a stranger beside", [{ person: "Ana", group: "family", live: true }], 1, "WRONG_VOICE"],
  [
    "somebody whose liveness was not checked",
    [{ person: "Ana", group: "family", live: false }],
    0,
    "WRONG_VOICE",
  ],
  [
    "the family, with a friend beside",
    [
      { person: "Ana", group: "family", live: true },
      { person: "Tom", group: "friend", live: true },
    ],
    0,
    "WRONG_VOICE",
  ],
])("knows who may have said it: %s", (_, present, strangers, answer) => {
  const saidBy = { groups: ["family"], people: null, alone: true };
  const policy: Alternative = { all: [face, { ...voice, saidBy }] };
  expect(answerTo(...spoken({ company: { present, strangers } }, [policy]))).toBe(answer);
});

it("takes an older kind of event, which does not say who was there, for nobody's voice", () => {
  const saidBy = { groups: ["family"], people: null, alone: false };
  expect(answerTo(...spoken({}, [{ all: [face, { ...voice, saidBy }] }]))).toBe("WRONG_VOICE");
});
