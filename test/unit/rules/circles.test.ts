import { describe, expect, it } from "vitest";
import type { Request } from "../../../src/events/action.ts";
import { isEcho, loopOf, runBehind, withPublished } from "../../../src/rules/loops.ts";
import { initialState, type EngineState } from "../../../src/rules/state.ts";
import type { Turn } from "../../../src/rules/turn.ts";
import { fields, RuleBench } from "../../fakes/rule-bench.ts";

const house = await RuleBench.of("rules: []");
const begin = initialState({ mode: "home", boot: "b", run: "r" });
const turnAt = (t: number, state: EngineState = begin): Turn => ({
  ...{ program: house.program, moment: { id: "e", at: t, t, boot: "b", run: "r" }, state },
  ...{ requests: [], loops: [], traces: new Map() },
});

describe("the run behind an event", () => {
  const ruled = { kind: "rule" as const, rule: "one", ruleRun: "e1/one" };
  const device = (by: string | null) =>
    house.event(1, "device.changed", { ...fields.device("lamp", "OFF", "ON"), by });

  it("is the one that asked for the mode, or for the device", () => {
    const mode = { ...fields.mode("home", "away"), by: ruled };
    expect(runBehind(house.event(1, "mode.changed", mode))).toBe("e1/one");
    expect(runBehind(device("e1/one~2/3"))).toBe("e1/one~2");
  });

  it("is none, where somebody else did it or nobody knows", () => {
    expect(runBehind(house.event(1, "mode.changed", fields.mode("home", "away")))).toBeNull();
    expect([runBehind(device(null)), runBehind(device("command"))]).toEqual([null, null]);
    expect(runBehind(house.event(1, "message.received", fields.message("e1/one/3", "")))).toBeNull();
  });
});

describe("an echo", () => {
  const published = { ...begin, published: [{ topic: "lamp/set", t: 20_000 }] };
  const echo = (seconds: number, topic: string): boolean =>
    isEcho(published, house.event(seconds, "message.received", fields.message(topic, "")));

  it.each([
    ["lamp/set", true],
    ["lamp", true],
    ["lamp/set/brightness", true],
    ["lamp/set2", false],
    ["lam", false],
    ["lamp/get", false],
  ])("comes at the same topic, above or below it: %s", (topic, is) => {
    expect(echo(21, topic)).toBe(is);
  });

  it.each([
    [29.999, true],
    [30, false],
    [10.001, true],
    [10, false],
  ])("comes within ten seconds: at %d s", (seconds, is) => {
    expect(echo(seconds, "lamp/set")).toBe(is);
  });

  it("is a message", () => {
    expect(isEcho(published, house.event(20, "mode.changed", fields.mode("home", "away")))).toBe(false);
  });
});

describe("what rules have published", () => {
  const mqtt = (topic: string): Request => ({
    ...{ id: "e/one/1", by: { kind: "rule", rule: "one", ruleRun: "e/one" }, cause: "e", at: 0, t: 0 },
    action: { kind: "mqtt", topic, payload: "", retain: false, qos: 0 },
  });
  const lockdown: Request = { ...mqtt("x"), action: { kind: "lockdown", active: true } };
  const after = (t: number, state: EngineState, ...requests: Request[]): EngineState =>
    withPublished({ ...turnAt(t, state), requests });

  it("is remembered with its time, and nothing else that they ask for", () => {
    expect(after(5, begin, lockdown)).toBe(begin);
    expect(after(5, begin, mqtt("a"), lockdown, mqtt("b")).published).toEqual([
      { topic: "a", t: 5 },
      { topic: "b", t: 5 },
    ]);
  });

  it("is forgotten after ten seconds, at the next that they publish", () => {
    const first = after(1000, begin, mqtt("a"));
    const topics = (t: number): string[] => after(t, first, mqtt("b")).published.map(({ topic }) => topic);
    expect([topics(10_999), topics(11_000)]).toEqual([["a", "b"], ["b"]]);
  });

  it("is the latest fifty of it", () => {
    const many = Array.from({ length: 60 }, (_, index) => mqtt(`t${index}`));
    const { published } = after(1, begin, ...many);
    expect([published.length, published[0]?.topic, published.at(-1)?.topic]).toEqual([50, "t10", "t59"]);
  });
});

/** Starts rules one after the other, each because of the run before. */
class Starts {
  state = begin;
  loops: Turn["loops"] = [];
  #runs = 0;

  start(t: number, rule: string, from: { behind?: string | null; echo?: boolean } = {}): string | null {
    this.#runs += 1;
    const turn = turnAt(t, this.state);
    const { behind = null, echo = false } = from;
    const why = loopOf(turn, { rule, run: `run${this.#runs}`, behind, echo });
    this.state = turn.state;
    this.loops = [...this.loops, ...turn.loops];
    return why;
  }

  /** The latest run. */
  get latest(): string {
    return `run${this.#runs}`;
  }

  /** Rules that lead to each other, so many ms apart; what the last one was told. */
  chain(rules: readonly string[], everyMs: number, t = 0): string | null {
    let why: string | null = null;
    for (const [index, rule] of rules.entries())
      why = this.start(t + index * everyMs, rule, { behind: index === 0 ? null : this.latest });
    return why;
  }
}

describe("rules that lead to each other", () => {
  const round = ["one", "two"];
  const rounds = (count: number): string[] => Array.from({ length: count }, () => round).flat();

  it("may go round three times within ten seconds, and are stopped at the next", () => {
    expect(new Starts().chain(rounds(3), 100)).toBeNull();
    const cut = new Starts();
    expect(cut.chain([...rounds(3), "one"], 100)).toBe("led to itself 3 times within 10 s: one → two → one");
    expect(cut.loops).toEqual([{ rules: ["one", "two", "one"], why: "led to itself 3 times within 10 s" }]);
  });

  it("may go round for ever where it takes longer", () => {
    expect(new Starts().chain([...rounds(9), "one"], 1700)).toBeNull();
    expect(new Starts().chain([...rounds(3), "one"], 1666)).not.toBeNull();
    expect(new Starts().chain([...rounds(3), "one"], 1667)).toBeNull();
  });

  it("are no circle where what began them is another", () => {
    const starts = new Starts();
    for (let count = 0; count < 10; count += 1) expect(starts.chain(round, 10, count * 50)).toBeNull();
  });

  it("are no circle where the run that led to one is not known any more", () => {
    const starts = new Starts();
    for (let count = 0; count < 6; count += 1)
      expect(starts.start(count * 10, "one", { behind: "gone" })).toBeNull();
  });

  it("are told of once in a minute, each by the one that was not started", () => {
    const starts = new Starts();
    starts.chain([...rounds(3), "one"], 100);
    expect(starts.state.loopsTold).toEqual([{ rule: "one", t: 600 }]);
    starts.chain(["two", "one", "two", "one", "two", "one", "two"], 100, 20_000);
    expect(starts.loops.map(({ rules }) => rules.at(-1))).toEqual(["one", "two"]);
    starts.chain([...rounds(3), "one"], 100, 59_999);
    expect(starts.loops).toHaveLength(2);
    starts.chain([...rounds(3), "one"], 100, 80_000);
    expect(starts.loops.map(({ rules }) => rules.at(-1))).toEqual(["one", "two", "one"]);
  });
});

describe("a rule that starts because of what rules have done", () => {
  it.each([
    ["a run", { behind: "gone" }],
    ["an echo", { echo: true }],
  ])("does so twenty times within ten seconds, and not more: %s", (_, from) => {
    const starts = new Starts();
    for (let count = 0; count < 20; count += 1) expect(starts.start(count, "one", from)).toBeNull();
    expect(starts.start(20, "one", from)).toBe(
      "started 20 times within 10 s, it seems to trigger itself: one",
    );
    expect(starts.start(20, "two", from)).toBeNull();
    expect(starts.start(20, "one")).toBeNull();
    expect(starts.start(10_000, "one", from)).toBeNull();
  });

  it("may do so as often as it likes, where nothing that rules have done is why", () => {
    const starts = new Starts();
    for (let count = 0; count < 30; count += 1) expect(starts.start(count, "one")).toBeNull();
    expect(starts.start(30, "one", { echo: true })).toBeNull();
  });
});

describe("what is remembered of starts", () => {
  it("is the latest 500 of the last ten seconds", () => {
    const starts = new Starts();
    for (let count = 0; count < 502; count += 1) starts.start(count, "one");
    const { state } = starts;
    expect([state.starts.length, state.starts[0]?.run]).toEqual([500, "run3"]);
    starts.start(10_450, "two");
    expect(starts.state.starts.map(({ t }) => t).slice(0, 2)).toEqual([451, 452]);
  });

  it("is who led to each, the latest fifty of them, and whether a rule did", () => {
    const starts = new Starts();
    starts.chain(
      Array.from({ length: 53 }, (_, index) => `r${index}`),
      1,
    );
    const last = starts.state.starts.at(-1);
    expect(last).toMatchObject({ rule: "r52", t: 52, run: "run53", ours: true });
    expect([last?.chain.length, last?.chain[0], last?.chain.at(-1)]).toEqual([
      50,
      { rule: "r2", t: 2 },
      { rule: "r51", t: 51 },
    ]);
    expect(starts.state.starts[0]).toMatchObject({ rule: "r0", ours: false, chain: [] });
  });

  it("is nothing of a start that was stopped", () => {
    const starts = new Starts();
    starts.chain(["one", "one", "one", "one"], 1);
    expect(starts.state.starts.map(({ run }) => run)).toEqual(["run1", "run2", "run3"]);
  });
});
