import { describe, expect, it } from "vitest";
import { listenedTopics, voiceIntents } from "../../../src/rules/voice.ts";
import { houseWith } from "../../fakes/checked-house.ts";

const rule = (id: string, action: string, more = ""): string =>
  `  - id: ${id}\n    triggers: [{ trigger: voice, sentences: ["say ${id}"] }, { trigger: mqtt, topic: go }]\n    actions: [{ ${action} }]\n${more}`;
const RULES = `rules:
${rule("open", "action: device, unlock: front_lock")}${rule("close", "action: device, lock: front_lock")}${rule("arm", "action: mode, set: sentry")}${rule("disarm", "action: mode, set: home")}${rule("ask", "action: ask, question: Sure?, microphone: hall, then: [{ action: device, unlock: front_lock }]")}${rule("off", "action: mode, set: home", "    enabled: false\n")}`;

describe("what microphones listen for", () => {
  it("is every enabled voice rule; opening and disarming have to be heard more surely", async () => {
    const rules = (await houseWith(RULES)).rules.flatMap((file) => file.rules.map((loaded) => loaded.rule));
    const intents = voiceIntents(rules, { guardedModes: ["sentry", "away"] });
    expect(intents.map(({ intent, guarded }) => [intent, guarded])).toEqual([
      ["open", true],
      ["close", false],
      ["arm", false],
      ["disarm", true],
      ["ask", true],
    ]);
    expect(intents[0]).toMatchObject({ sentences: ["say open"], slots: {} });
    expect(listenedTopics(rules)).toEqual(["go"]);
  });
});
