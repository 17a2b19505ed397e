import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AnyEvent } from "../daemon.ts";
import { canTalk, TALKING_NEEDS, TalkingHouse } from "../talking-house.ts";

describe.skipIf(!canTalk())(`a rule that asks (needs ${TALKING_NEEDS})`, { timeout: 60_000 }, () => {
  let house: TalkingHouse;

  beforeAll(async () => {
    // The question ends with the answer itself: Gatehouse must not answer it.
    house = await TalkingHouse.open({
      rules: `
rules:
  - id: ask
    triggers: [{ trigger: mqtt, topic: ask }]
    actions:
      - action: ask
        question: "Shall I turn sentry mode on? Say yes."
        microphone: hall
        timeout: 3s
        then: [{ action: mode, set: sentry }]
        else: [{ action: mode, set: home }]
`,
    });
  }, 60_000);

  afterAll(() => house.close());

  /** Asks, lets somebody say this as soon as that is possible, and resolves with what was understood. */
  const ask = async (text: string | null): Promise<AnyEvent> => {
    const { hub } = house;
    const later = house.fromNowOn();
    await hub.client.publishAsync("ask", "");
    await hub.event("voice.asked", { where: later, withinMs: 20_000 });
    if (text !== null) await house.say(text, "rms");
    return hub.event("voice.answered", { where: later, withinMs: 20_000 });
  };

  it("hears neither itself nor anybody when nobody answers", async () => {
    expect(await ask(null)).toMatchObject({ answer: null, why: "Nobody said anything." });
  });

  it("goes on when somebody says yes, and can say why", async () => {
    const answered = await ask("yes please");
    expect(answered).toMatchObject({ answer: "yes", sentence: "yes please" });
    const changed = await house.hub.event("mode.changed", { where: ({ to }) => to === "sentry" });
    expect(changed.by).toMatchObject({ kind: "rule", rule: "ask" });
  });

  it("takes other words for no answer", async () => {
    expect(await ask("the weather is lovely")).toMatchObject({
      answer: null,
      why: "What was said was none of the answers.",
    });
    await house.hub.event("mode.changed", { where: ({ to }) => to === "home" });
  });

  it("lets somebody cancel", async () => {
    expect(await ask("never mind")).toMatchObject({ answer: null, why: "It was cancelled." });
  });
});
