import { expect, it } from "vitest";
import type { Attention } from "../../../../src/perception/voice/attention.ts";
import { builtInIntents } from "../../../../src/perception/voice/built-in.ts";
import { compileGrammar } from "../../../../src/perception/voice/grammar.ts";
import { Hearing } from "../../../../src/perception/voice/hearing.ts";
import type { HearingSettings } from "../../../../src/perception/voice/hearing-options.ts";
import type { SpokenAnswer, VoiceObservation } from "../../../../src/perception/voice/observation.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";
import {
  LoudnessActivity,
  ScriptedRecogniser,
  type ScriptedSentence,
} from "../../../fakes/scripted-voice.ts";

const CHUNK = 1280;
const intents = [
  { intent: "sentry", sentences: ["turn on sentry mode"] },
  { intent: "open", sentences: ["open the door"] },
  ...builtInIntents({ cancel: ["cancel"], whatDidYouHear: ["what did you hear"] }),
];

/** Takes nothing for speech. */
class SilentActivity extends LoudnessActivity {
  override probability(): Promise<number> {
    return Promise.resolve(0.01);
  }
}

/** A hearing with follow-ups that hears what the script says. */
async function stand(
  script: readonly ScriptedSentence[],
  changes: Partial<HearingSettings> = {},
  activity = new LoudnessActivity(),
) {
  const clock = new ManualClock({ at: 50_000, t: 0 });
  const reported: VoiceObservation[] = [];
  const attended: Attention[] = [];
  const accounts: string[] = [];
  const answers: SpokenAnswer[] = [];
  const hearing = new Hearing({
    microphone: "hall",
    activity,
    recogniser: new ScriptedRecogniser(script),
    clock,
    report: (observation) => reported.push(observation),
    attends: (attention) => attended.push(attention),
    recount: (account) => accounts.push(account),
    answered: (answer) => answers.push(answer),
    failed: (why) => {
      throw new Error(why);
    },
  });
  const wakePhrase = changes.wakePhrase === undefined ? "hey gatehouse" : changes.wakePhrase;
  await hearing.configure({
    wakePhrase,
    grammar: compileGrammar({ wakePhrase, intents }),
    dictionary: [],
    thresholds: { accept: -12, acceptGuarded: -5 },
    guardedIntents: ["open"],
    followUpMs: 5_000,
    ...changes,
  });
  const hear = async (seconds: number, level: number): Promise<void> => {
    for (let sent = 0; sent < seconds * 16_000; sent += CHUNK) {
      const now = clock.now();
      clock.advance(80);
      await hearing.accept({ samples: new Int16Array(CHUNK).fill(level), t: now.t, at: now.at });
    }
    await hearing.settled();
  };
  return {
    hearing,
    accounts,
    answers,
    attended,
    reported,
    say: async () => {
      await hear(1.5, 5_000);
      await hear(1, 0);
    },
    silence: (seconds: number) => hear(seconds, 0),
    told: () =>
      reported.map((one) => ("intent" in one ? one.intent : "reason" in one ? one.reason : one.kind)),
    states: () => attended.map(({ state, cue }) => (cue ? `${state}!` : state)),
  };
}

const heard = (words: string, ratio = 0): ScriptedSentence => ({ words, ratio });

it("takes a second command without the wake phrase, and no third after five seconds", async () => {
  const { say, silence, told } = await stand([
    heard("hey gatehouse turn on sentry mode"),
    heard("turn on sentry mode"),
    heard("turn on sentry mode"),
  ]);
  await say();
  await silence(2);
  await say();
  await silence(6);
  await say();
  expect(told()).toEqual(["voice-woken", "sentry", "sentry"]);
});

it("takes no command that opens something as a follow-up, and says so; with the wake phrase it does", async () => {
  const { say, told } = await stand([
    heard("hey gatehouse turn on sentry mode"),
    heard("open the door"),
    heard("hey gatehouse open the door"),
  ]);
  await say();
  await say();
  await say();
  expect(told()).toEqual(["voice-woken", "sentry", "no-wake-phrase", "voice-woken", "open"]);
});

it("says nothing of what people talk about after a command", async () => {
  const { say, told } = await stand([
    heard("hey gatehouse turn on sentry mode"),
    heard("turn on sentry mode", -18),
  ]);
  await say();
  await say();
  expect(told()).toEqual(["voice-woken", "sentry"]);
});

it("waits for no follow-up where that is turned off", async () => {
  const script = [heard("hey gatehouse turn on sentry mode"), heard("turn on sentry mode")];
  const { say, told, states } = await stand(script, { followUpMs: 0 });
  await say();
  await say();
  expect(told()).toEqual(["voice-woken", "sentry"]);
  expect(states()).toEqual([]);
});

it("gives the follow-up its whole time after the answer was spoken", async () => {
  const { hearing, say, silence, told } = await stand([
    heard("hey gatehouse turn on sentry mode"),
    heard("turn on sentry mode"),
  ]);
  await say();
  hearing.deafUntil(9_000);
  await silence(10);
  await say();
  expect(told()).toEqual(["voice-woken", "sentry", "sentry"]);
});

it("ends listening when somebody cancels", async () => {
  const { say, told, states } = await stand([
    heard("hey gatehouse"),
    heard("cancel"),
    heard("turn on sentry mode"),
  ]);
  await say();
  await say();
  await say();
  expect(told()).toEqual(["voice-woken", "gatehouse:cancel"]);
  expect(states()).toEqual(["listening!", "thinking", "idle"]);
});

it("tells what it does: listens, thinks, waits for a follow-up, and rests", async () => {
  const { say, silence, states } = await stand([heard("hey gatehouse"), heard("turn on sentry mode")]);
  await say();
  await say();
  await silence(6);
  expect(states()).toEqual(["listening!", "thinking", "listening", "idle"]);
});

it("gives no sign to somebody who says phrase and command in one breath", async () => {
  const { say, states } = await stand([heard("hey gatehouse turn on sentry mode")]);
  await say();
  expect(states()).toEqual(["listening"]);
});

it("rests again when nothing follows the wake phrase", async () => {
  const { say, silence, states } = await stand([heard("hey gatehouse")]);
  await say();
  await silence(6);
  expect(states()).toEqual(["listening!", "idle"]);
});

it.each([
  [[heard("hey gatehouse turn on sentry mode")], "I heard: turn on sentry mode. I took it as a command."],
  [
    [heard("hey gatehouse open the door", -8)],
    "I may have heard: open the door. I did nothing, because I was not sure enough.",
  ],
  [
    // Not addressed, and nothing better behind other speech.
    [heard("hey gatehouse turn on sentry mode", -40), heard("")],
    "I heard something like: hey gatehouse turn on sentry mode. I did nothing, because nobody clearly said hey gatehouse first.",
  ],
  [[], "I have heard nothing yet."],
])("says what it heard when somebody asks: %j", async (before, account) => {
  const { say, accounts } = await stand([...before, heard("hey gatehouse what did you hear")]);
  if (before.length > 0) await say();
  await say();
  expect(accounts).toEqual([account]);
});

const question = {
  question: "q1",
  phrases: ["elephant museum"],
  cancelPhrases: ["cancel"],
  dictionary: Promise.resolve(["elephant", "museum", "cancel"].map((word) => ({ word, phones: "AH" }))),
  fromT: 0,
  untilT: 60_000,
};

it.each([
  [-2, true],
  [-9, undefined],
])("knows somebody who does not want to answer, if that was surely said (%d)", async (ratio, cancelled) => {
  const { hearing, say, answers } = await stand([heard("cancel", ratio)]);
  hearing.ask(question);
  await say();
  expect(answers).toMatchObject([{ question: "q1", phrase: null, llr: null }]);
  expect(answers[0]?.cancelled).toBe(cancelled);
});

it.each([
  [true, [{ kind: "sound-detected", microphone: "hall", label: "impact" }]],
  [false, []],
])("tells of impacts where that is wanted: %s", async (sounds, told) => {
  const { hearing, reported } = await stand([], { sounds }, new SilentActivity());
  // Half a second of quiet, then a blow that dies away.
  const samples = Int16Array.from({ length: 24_000 }, (_, i) =>
    i < 8_000 ? (i % 2) * 20 : (i % 2 === 0 ? 1 : -1) * 28_000 * Math.exp((8_000 - i) / 640),
  );
  for (let at = 0; at < samples.length; at += CHUNK)
    await hearing.accept({ samples: samples.slice(at, at + CHUNK), t: at / 16, at: 50_000 + at / 16 });
  await hearing.settled();
  expect(reported).toMatchObject(told);
  expect(reported).toHaveLength(told.length);
});

it("listens only after the button where that is needed, and only as long as it says", async () => {
  const script = [heard("turn on sentry mode"), heard("turn on sentry mode"), heard("open the door")];
  const { hearing, say, silence, told, states } = await stand(script, { wakePhrase: null, pushToTalk: true });
  await say();
  hearing.listen(8_000);
  await say();
  await silence(6);
  hearing.listen(8_000);
  hearing.listen(0);
  await say();
  expect(told()).toEqual(["sentry"]);
  expect(states().filter((state) => state.endsWith("!"))).toEqual(["listening!", "listening!"]);
  expect(states().at(-1)).toBe("idle");
});
