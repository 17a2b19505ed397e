import type { EventOf, Evidence } from "../events/catalogue.ts";
import { doubtAbout } from "../events/said-by.ts";
import type { DenialCode, FaceProof } from "./decision.ts";
import { asOfT, type Hearing, type Shortfall } from "./face.ts";
import { seconds } from "./phrases.ts";
import type { VoiceFactor } from "./policy.ts";

/** A spoken command that satisfies a factor, or why there is none. */
export type VoiceFinding =
  | { readonly ok: true; readonly evidence: Evidence }
  | { readonly ok: false; readonly shortfall: Shortfall; readonly evidence: Evidence | null };

/**
 * Judges the spoken command that led to the request. It says nothing about who spoke, so it counts only beside a face that
 * is recognised at that microphone; a command that asked for something else counts for nothing.
 */
export function findVoice(factor: VoiceFactor, hearing: Hearing, faces: readonly FaceProof[]): VoiceFinding {
  const voice = hearing.state.voices.find((event) => event.id === hearing.cause);
  if (voice === undefined) {
    const reason = "The policy also wants a spoken command that asks for this; none did.";
    return { ok: false, shortfall: { code: "NO_VOICE", reason, rank: 0 }, evidence: null };
  }
  const evidence = evidenceOf(voice, factor, hearing);
  const problem =
    problemOf(voice, factor, hearing) ?? strangerSpoke(voice, faces) ?? otherSpoke(voice, factor);
  if (problem === null) return { ok: true, evidence };
  return { ok: false, shortfall: { code: problem[0], reason: problem[1], rank: 1 }, evidence };
}

function problemOf(
  voice: EventOf<"voice.commanded">,
  factor: VoiceFactor,
  hearing: Hearing,
): readonly [DenialCode, string] | null {
  const { state, policies, simulated } = hearing;
  const lost = state.lostMicrophones.get(voice.microphone);
  if (lost !== undefined) return ["VOICE_TOO_OLD", `Microphone ${voice.microphone} has been lost: ${lost}.`];
  const microphone = policies.microphones[voice.microphone];
  if (microphone === undefined)
    return ["NO_VOICE", `There is no microphone ${voice.microphone} in the configuration.`];
  if (factor.microphones !== null && !factor.microphones.includes(voice.microphone)) {
    const wanted = factor.microphones.join(" or ");
    return ["NO_VOICE", `It was said at microphone ${voice.microphone}; the policy asks for ${wanted}.`];
  }
  if (microphone.replay && !simulated) {
    return [
      "REPLAY_SOURCE",
      `Microphone ${voice.microphone} plays a file, which counts only for simulated devices.`,
    ];
  }
  const ageMs = asOfT(hearing) - voice.t;
  if (!(ageMs >= 0 && ageMs <= factor.withinMs)) {
    const said = ageMs < 0 ? "in the future, which cannot be" : `${seconds(ageMs)} ago`;
    return ["VOICE_TOO_OLD", `It was said ${said}; the policy wants at most ${seconds(factor.withinMs)}.`];
  }
  const wanted = policies.thresholds.voiceLlr;
  if (!(voice.llr >= wanted) && !isConfirmed(voice)) {
    return [
      "VOICE_NOT_SURE",
      `The command was heard with a score of ${voice.llr.toFixed(1)}; ${wanted} is needed.`,
    ];
  }
  if (state.usedVoices.includes(voice.id))
    return ["SPENT", "That spoken command has authorised something already."];
  return null;
}

/** Who said yes to it has said twice what they want; nobody is asked about what was only a little like a command. */
function isConfirmed({ llr, confirmed }: EventOf<"voice.commanded">): boolean {
  return confirmed !== undefined && Number.isFinite(llr);
}

function strangerSpoke(
  voice: EventOf<"voice.commanded">,
  faces: readonly FaceProof[],
): readonly [DenialCode, string] | null {
  if (faces.some((face) => voice.people.includes(face.event.person))) return null;
  return [
    "NO_VOICE",
    `Nobody who is recognised stands at microphone ${voice.microphone}, where the command was spoken.`,
  ];
}

function otherSpoke(
  voice: EventOf<"voice.commanded">,
  { saidBy }: VoiceFactor,
): readonly [DenialCode, string] | null {
  if (saidBy === undefined || saidBy === null) return null;
  const doubt = doubtAbout(saidBy, voice);
  return doubt === null ? null : ["WRONG_VOICE", doubt.why];
}

function evidenceOf(voice: EventOf<"voice.commanded">, factor: VoiceFactor, hearing: Hearing): Evidence {
  return {
    event: voice.id,
    kind: "voice",
    facts: {
      microphone: voice.microphone,
      sentence: voice.sentence,
      intent: voice.intent,
      llr: voice.llr,
      llrMin: hearing.policies.thresholds.voiceLlr,
      confirmedBy: voice.confirmed?.sentence ?? null,
      ageMs: asOfT(hearing) - voice.t,
      withinMs: factor.withinMs,
      people: [...voice.people],
      strangers: voice.company?.strangers ?? null,
    },
  };
}
