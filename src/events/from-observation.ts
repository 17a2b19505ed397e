import type { VisionObservation } from "../perception/vision/observation.ts";
import type { VoiceObservation } from "../perception/voice/observation.ts";
import type { Company, EventDraft } from "./catalogue.ts";
import type { MediaRef } from "./envelope.ts";

/** That an unknown face has been seen before. */
export interface Acquaintance {
  /** The stranger's id. */
  readonly stranger: string;
  /** Visits so far, this one included. */
  readonly visits: number;
}

/** The event that a camera's observation becomes; where its pictures are stored is `media`. */
export function visionEvent(
  observation: VisionObservation,
  media: readonly MediaRef[],
  acquaintance: Acquaintance | null = null,
): EventDraft {
  const source = `camera:${observation.camera}`;
  switch (observation.kind) {
    case "person-appeared": {
      const { kind: _, ...facts } = observation;
      return { name: "person.appeared", source, ...facts };
    }
    case "person-moved": {
      const { kind: _, ...facts } = observation;
      return { name: "person.moved", source, ...facts };
    }
    case "person-left": {
      const { kind: _, ...facts } = observation;
      return { name: "person.left", source, ...facts };
    }
    case "face-recognized": {
      const { kind: _, ...facts } = observation;
      return { name: "face.recognized", source, media: [...media], ...facts };
    }
    case "face-unknown": {
      const { kind: _, embedding: __, ...facts } = observation;
      const { stranger = null, visits = null } = acquaintance ?? {};
      return { name: "face.unknown", source, media: [...media], ...facts, stranger, visits };
    }
    case "face-spoofed": {
      const { kind: _, ...facts } = observation;
      return { name: "face.spoofed", source, media: [...media], ...facts };
    }
  }
}

/** What a microphone does not know of what it has heard. */
export interface VoiceContext {
  /** Who is at that microphone's doors. */
  readonly company: Company;
  /** Where the sound is stored. */
  readonly media: readonly MediaRef[];
  /** What somebody said who was asked whether a command was meant. */
  readonly confirmed?: { readonly sentence: string; readonly llr: number } | undefined;
}

/**
 * The event that a microphone's observation becomes.
 *
 */
export function voiceEvent(observation: VoiceObservation, context: VoiceContext): EventDraft {
  const source = `microphone:${observation.microphone}`;
  switch (observation.kind) {
    case "voice-woken": {
      const { kind: _, ...facts } = observation;
      return { name: "voice.woken", source, ...facts };
    }
    case "voice-commanded": {
      const { kind: _, audio: __, ...facts } = observation;
      return {
        name: "voice.commanded",
        source,
        people: namesOf(context.company),
        company: context.company,
        media: [...context.media],
        ...(context.confirmed === undefined ? {} : { confirmed: context.confirmed }),
        ...facts,
      };
    }
    case "sound-detected": {
      const { kind: _, ...facts } = observation;
      return { name: "sound.detected", source, ...facts };
    }
    case "voice-rejected": {
      const { kind: _, audio: __, doubtful: ___, ...facts } = observation;
      const { company, media } = context;
      return { name: "voice.rejected", source, people: namesOf(company), media: [...media], ...facts };
    }
  }
}

function namesOf({ present }: Company): string[] {
  return present.map(({ person }) => person);
}
