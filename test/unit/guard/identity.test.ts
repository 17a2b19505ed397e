import { expect, it } from "vitest";
import type { GuardInput } from "../../../src/guard/observe.ts";
import {
  anaAtTheDoor,
  answerTo,
  faceFactor,
  judged,
  lockedBy,
  NOW_T,
  policies,
  recognized,
  sighting,
  track,
} from "../../fakes/guard-world.ts";

const later = (changes: Parameters<typeof sighting>[0]): GuardInput => ({
  kind: "sighting",
  t: NOW_T,
  sighting: sighting({ t: NOW_T - 20, ...changes }),
});
const broker: GuardInput = { kind: "broker", connectedSinceT: 0 };

it("opens for nobody of another group, and says so", () => {
  const inputs: GuardInput[] = [
    broker,
    { kind: "event", event: recognized({ person: "Bob", group: "friend" }) },
    later({ tracks: [track({ person: "Bob", group: "friend" })] }),
  ];
  expect(judged(inputs)).toMatchObject({
    code: "WRONG_PERSON",
    reason: "Bob is of group friend; the policy asks for family.",
  });
});

it("opens for the person whom the policy names, and nobody else", () => {
  expect(
    answerTo(anaAtTheDoor(), { policies: lockedBy([faceFactor({ groups: null, people: ["Ana"] })]) }),
  ).toBe("allowed");
  expect(answerTo(anaAtTheDoor(), { policies: lockedBy([faceFactor({ people: ["Bob"] })]) })).toBe(
    "WRONG_PERSON",
  );
});

it("opens for nobody at another camera", () => {
  expect(answerTo(anaAtTheDoor(), { policies: lockedBy([faceFactor({ cameras: ["garden"] })]) })).toBe(
    "NO_FACE",
  );
});

it("opens nothing by a policy that names nobody, or no camera where there are several", () => {
  expect(answerTo(anaAtTheDoor(), { policies: lockedBy([faceFactor({ groups: null })]) })).toBe("NO_POLICY");
  expect(answerTo(anaAtTheDoor(), { policies: lockedBy([faceFactor({ cameras: null })]) })).toBe("NO_POLICY");
});

it("knows which camera is meant where there is only one", () => {
  const one = policies({
    ...lockedBy([faceFactor({ cameras: null })]),
    cameras: { front_door: { replay: false } },
  });
  expect(answerTo(anaAtTheDoor(), { policies: one })).toBe("allowed");
});

it("does not open when the track is gone from the picture", () => {
  expect(answerTo([...anaAtTheDoor(), later({ tracks: [] })])).toBe("NOT_IN_VIEW");
});

it.each([
  ["undecided again", track({ identity: "undecided", person: null, group: null })],
  ["unknown", track({ identity: "unknown", person: null, group: null })],
  ["taken for a picture", track({ identity: "spoofed" })],
  ["somebody else by now", track({ person: "Eva" })],
])("does not open when the track is %s", (_, seen) => {
  expect(answerTo([...anaAtTheDoor(), later({ tracks: [seen] })])).not.toBe("allowed");
});

it("does not count a recognition again after the track was somebody else in between", () => {
  const doubtful = later({
    t: NOW_T - 60,
    tracks: [track({ identity: "unknown", person: null, group: null })],
  });
  expect(answerTo([...anaAtTheDoor(), doubtful, later({})])).toBe("NO_FACE");
});

it("does not count a recognition again after the track was away for over a second", () => {
  const early = { kind: "event", event: recognized({ t: NOW_T - 2_500 }) } as const;
  const seenAt = (t: number, tracks = [track()]): GuardInput => later({ t, tracks });
  const gap = [
    seenAt(NOW_T - 2_400),
    seenAt(NOW_T - 1_900, []),
    seenAt(NOW_T - 1_300, []),
    seenAt(NOW_T - 20),
  ];
  expect(answerTo([broker, early, ...gap])).toBe("NO_FACE");
  expect(answerTo([broker, early, seenAt(NOW_T - 800), seenAt(NOW_T - 400, []), seenAt(NOW_T - 20)])).toBe(
    "allowed",
  );
});

it.each(["face.unknown", "face.spoofed"] as const)(
  "forgets the recognition at %s of the same track",
  (name) => {
    const { similarity, person, group, margin, ...rest } = recognized();
    const against =
      name === "face.unknown"
        ? ({ ...rest, name, similarity, nearest: person, stranger: null, visits: null } as const)
        : ({ ...rest, name, person } as const);
    expect(group).toBe("family");
    expect(margin).toBeGreaterThan(0);
    expect(answerTo([...anaAtTheDoor(), { kind: "event", event: against }])).toBe("NO_FACE");
  },
);

it("forgets no recognition because of another track, or of a track of that number at another camera", () => {
  const { similarity, person, group, margin, ...face } = recognized();
  expect([group, margin]).toEqual(["family", 0.31]);
  const unknown = {
    ...face,
    name: "face.unknown",
    similarity,
    nearest: person,
    stranger: null,
    visits: null,
  } as const;
  for (const elsewhere of [{ track: 9 }, { camera: "garden" }]) {
    const said = { kind: "event", event: { ...unknown, ...elsewhere } } as const;
    expect(answerTo([...anaAtTheDoor(), said])).toBe("allowed");
    const another = {
      kind: "event",
      event: recognized({ person: "Bob", group: "friend", ...elsewhere }),
    } as const;
    expect(answerTo([...anaAtTheDoor(), another])).toBe("allowed");
  }
});

it("is not told by an earlier picture, but by one of the same moment, that somebody is not recognised", () => {
  const nobody = [track({ identity: "unknown", person: null, group: null })];
  const recognition = { kind: "event", event: recognized() } as const;
  const doubtful = (t: number) => later({ t, tracks: nobody });
  expect(answerTo([broker, recognition, doubtful(NOW_T - 501), later({})])).toBe("allowed");
  expect(answerTo([broker, recognition, doubtful(NOW_T - 500), later({})])).toBe("NO_FACE");
});

it("does not open when two tracks carry the same number", () => {
  expect(answerTo([...anaAtTheDoor(), later({ tracks: [track(), track()] })])).toBe("NOT_IN_VIEW");
});
