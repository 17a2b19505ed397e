import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../../fakes/eventually.ts";
import type { AnyEvent } from "../daemon.ts";
import { canTalk, TALKING_NEEDS, TalkingHouse } from "../talking-house.ts";

describe.skipIf(!canTalk())(`a conversation in a room (needs ${TALKING_NEEDS})`, { timeout: 60_000 }, () => {
  let house: TalkingHouse;

  beforeAll(async () => {
    house = await TalkingHouse.open({
      rules: `
rules:
  - id: sentry-on
    triggers: [{ trigger: voice, sentences: ["(turn|switch) on [the] sentry mode"] }]
    actions: [{ action: mode, set: sentry }]
  - id: home
    triggers: [{ trigger: voice, sentences: ["switch to home mode"] }]
    actions: [{ action: mode, set: home }]
`,
    });
  }, 60_000);

  afterAll(() => house.close());

  const say = (text: string): Promise<void> => house.say(text);
  const states = (): readonly string[] =>
    house.hub.messages
      .filter(({ topic }) => topic.endsWith("/microphone/hall/state"))
      .map(({ payload }) => payload);
  const state = (wanted: string): Promise<unknown> =>
    eventually(() => states().at(-1) === wanted, { withinMs: 15_000, what: `the state is ${wanted}` });
  const loud = (): number => house.room.loudspeaker().filter((sample) => Math.abs(sample) > 500).length;
  const commands = (): readonly unknown[] =>
    house.hub.events.filter(({ name }) => name === "voice.commanded").map(({ intent }) => intent);

  it("gives a sign when the wake phrase stands alone, and is told the command then", async () => {
    await state("idle");
    await say("hey gatehouse");
    await state("listening");
    await eventually(() => loud() > 500, { withinMs: 5_000, what: "the tone sounds" });
    await say("turn on sentry mode");
    await house.hub.event("mode.changed", { where: ({ to }) => to === "sentry", withinMs: 15_000 });
    // The command may be told before the state that follows it.
    await eventually(() => states().slice(-3).join() === "listening,thinking,listening", {
      withinMs: 5_000,
      what: "it has thought, and listens again",
    });
    // The tone was neither speech nor a command. A crackle of a busy sound server may be taken for something too short.
    const rejected = house.hub.events.filter(({ name }) => name === "voice.rejected");
    expect(rejected.filter(({ reason }) => reason !== "too-short")).toEqual([]);
  });

  it("takes the next command without the wake phrase, and then rests", async () => {
    await say("switch to home mode");
    await house.hub.event("mode.changed", { where: ({ to }) => to === "home", withinMs: 15_000 });
    await state("idle");
    expect(house.hub.events.filter(({ name }) => name === "voice.woken")).toHaveLength(1);
  });

  it("says what it heard when somebody asks", async () => {
    await say("hey gatehouse, what did you hear");
    const spokenOf = ({ detail }: AnyEvent): boolean => (detail as { kind: string }).kind === "speak";
    const made = await house.hub.event("request.made", { where: spokenOf, withinMs: 15_000 });
    expect(made.detail).toEqual({
      kind: "speak",
      text: "I heard: switch to home mode. I took it as a command.",
    });
    await state("speaking");
    await state("listening");
  });

  it("takes a command without the wake phrase when a button is pressed over MQTT", async () => {
    await state("idle");
    await house.hub.client.publishAsync("gatehouse/test/microphone/hall/listen/set", "PRESS");
    await state("listening");
    await say("turn on sentry mode");
    await eventually(() => commands().length === 4, { withinMs: 15_000, what: "a fourth command" });
    expect(house.hub.events.filter(({ name }) => name === "voice.woken")).toHaveLength(2);
  });

  it("stops listening when somebody cancels", async () => {
    await say("never mind");
    await eventually(() => commands().length === 5, { withinMs: 15_000, what: "a fifth command" });
    await state("idle");
    expect(commands()).toEqual(["sentry-on", "home", "gatehouse:recount", "sentry-on", "gatehouse:cancel"]);
  });
});
