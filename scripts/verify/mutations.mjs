/**
 * One fault for each promise of docs/safety.md, and the test that has to notice it: a test that does not is worth nothing.
 * `from` stands in the file just once.
 */
export const MUTATIONS = [
  {
    promise: 1,
    what: "the last good look may be five seconds old",
    file: "src/guard/face-in-view.ts",
    from: "ageMs <= LAST_LOOK_MAX_MS)",
    to: "ageMs <= 10 * LAST_LOOK_MAX_MS)",
    test: "test/properties/exploration.test.ts",
  },
  {
    promise: 2,
    what: "the connection of an unlock that was not answered in time is not reset",
    file: "src/adapters/mqtt/unlock-wire.ts",
    from: "          cut();\n",
    to: "",
    test: "test/e2e/mqtt/unlock-wire.test.ts",
  },
  {
    promise: 2,
    what: "an unlock leaves although what it rests on holds no more",
    file: "src/devices/unlocking.ts",
    from: "return this.#withdrawn ?? (standing.ok ? null : standing.reason);",
    to: "return this.#withdrawn;",
    test: "test/properties/exploration.test.ts",
  },
  {
    promise: 3,
    what: "a debt of an earlier start is forgotten",
    file: "src/devices/relock.ts",
    from: "debt: due(input.debt, input.boot, now), doubtful: true",
    to: "debt: null, doubtful: true",
    test: "test/properties/exploration.test.ts",
  },
  {
    promise: 4,
    what: "a rule's message to the lock's topic is allowed",
    file: "src/guard/outputs.ts",
    from: 'if (guarded !== null) return denied("TOPIC_GUARDED", guarded);',
    to: "",
    test: "test/properties/guard-door.test.ts",
  },
  {
    promise: 5,
    what: "the journal keeps another moment than that of the decision",
    file: "src/guard/matter.ts",
    from: "policies, request, now },\n    told",
    to: "policies, request, now: { ...now, t: now.t + 5_000 } },\n    told",
    test: "test/properties/guard-evidence.test.ts",
  },
  {
    promise: 6,
    what: "links do not hold on to the one before",
    file: "src/adapters/sqlite/decision-chain.ts",
    from: ".update(before ?? NOTHING)",
    to: ".update(NOTHING)",
    test: "test/unit/adapters/sqlite/decision-chain.test.ts",
  },
  {
    promise: 7,
    what: "evidence is spent for a track, not for a person",
    file: "src/guard/face.ts",
    from: "(spend.person === face.person || spend.track === key)",
    to: "spend.track === key",
    test: "test/properties/exploration.test.ts",
  },
];
