import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canTalk, TALKING_NEEDS, TalkingHouse } from "../talking-house.ts";

describe.skipIf(!canTalk())(
  `a command that opens, heard well but not well enough (needs ${TALKING_NEEDS})`,
  { timeout: 60_000 },
  () => {
    let house: TalkingHouse;

    beforeAll(async () => {
      house = await TalkingHouse.open({
        // Nothing is ever heard as well as that.
        voice: "accept: -25, accept_guarded: 90",
        modes:
          "{ sentry: { leave: { guard: [{ all: [{ by: face, group: family }, { by: voice }] }] } }, home: {} }",
        rules: `
rules:
  - id: home
    triggers: [{ trigger: voice, sentences: ["switch to home mode"] }]
    actions: [{ action: mode, set: home }]
`,
      });
    }, 60_000);

    afterAll(() => house.close());

    it("is asked for, and is no command if nobody wants it", async () => {
      const later = house.fromNowOn();
      await house.say("hey gatehouse, switch to home mode");
      const rejected = await house.hub.event("voice.rejected", { where: later, withinMs: 20_000 });
      expect(rejected).toMatchObject({ people: [], media: [{ kind: "audio" }] });
      const asked = await house.hub.event("voice.asked", { where: later, withinMs: 20_000 });
      expect(asked).toMatchObject({ question: "Did you say: switch to home mode?", answers: ["yes", "no"] });
      await house.say("no thank you", "rms");
      const answered = await house.hub.event("voice.answered", { where: later, withinMs: 20_000 });
      expect(answered).toMatchObject({ answer: "no" });
      expect(house.hub.events.filter(({ name }) => name === "voice.commanded")).toEqual([]);
    });

    it("counts from a yes on, and still opens nothing by itself", async () => {
      const later = house.fromNowOn();
      await house.say("hey gatehouse, switch to home mode");
      await house.hub.event("voice.asked", { where: later, withinMs: 20_000 });
      await house.say("yes please", "rms");
      const answered = await house.hub.event("voice.answered", { where: later, withinMs: 20_000 });
      const commanded = await house.hub.event("voice.commanded", { where: later, withinMs: 20_000 });
      expect(commanded).toMatchObject({ intent: "home", confirmed: { sentence: "yes please" } });
      expect(Number(commanded["t"])).toBeGreaterThanOrEqual(Number(answered["t"]));
      const denied = await house.hub.event("request.denied", { where: later, withinMs: 20_000 });
      // The decision links the sound of the command, which was kept when it was heard first.
      const rejected = await house.hub.event("voice.rejected", { where: later });
      const [sound] = rejected["media"] as { path: string }[];
      expect(commanded["media"]).toEqual([sound]);
      expect(denied).toMatchObject({ code: "NO_FACE", media: [sound] });
    });
  },
);
