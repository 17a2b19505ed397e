import { SAMPLE_RATE_HZ } from "../../sensors/audio-chunk.ts";
import { ACTIVITY_FRAME_SAMPLES } from "./ports.ts";

const FRAME_MS = (ACTIVITY_FRAME_SAMPLES / SAMPLE_RATE_HZ) * 1000;

/** How speech is cut into utterances. */
export interface EndpointerOptions {
  /** Probability from which a frame begins an utterance, and below which it counts as silence within one. */
  readonly onset: number;
  readonly release: number;
  /** This much silence ends an utterance; pauses inside commands stay below 352 ms. */
  readonly silenceMs: number;
  /** An utterance with less speech is a click or a cough. */
  readonly shortestMs: number;
  /** A longer one is not a command: a broadcast, a conversation. */
  readonly longestMs: number;
}

const ENDPOINTING: EndpointerOptions = {
  onset: 0.5,
  release: 0.35,
  silenceMs: 500,
  shortestMs: 200,
  longestMs: 10_000,
};

/** Frames are counted from 0, the first frame ever. */
export type Endpointer =
  | { readonly phase: "silence"; readonly frame: number }
  | {
      readonly phase: "speech";
      readonly frame: number;
      readonly first: number;
      readonly last: number;
      /** Frames that were speech. */
      readonly voiced: number;
    }
  /** Too long already; waits for silence. */
  | { readonly phase: "overlong"; readonly frame: number; readonly last: number };

export const AT_REST: Endpointer = { phase: "silence", frame: 0 };

/** What the last frame brought. `first` and `last` are the frames of speech, without the silence around. */
export type Endpoint =
  | { readonly kind: "none" | "began" | "too-short" | "too-long" }
  | { readonly kind: "ended"; readonly first: number; readonly last: number };

const framesOf = (ms: number): number => Math.ceil(ms / FRAME_MS);

/** Takes the speech probability of the next frame. Pure. */
export function endpoint(
  state: Endpointer,
  probability: number,
  options: EndpointerOptions = ENDPOINTING,
): { readonly state: Endpointer; readonly endpoint: Endpoint } {
  const { frame } = state;
  const next = frame + 1;
  const silent = framesOf(options.silenceMs);
  switch (state.phase) {
    case "silence":
      return probability >= options.onset
        ? {
            state: { phase: "speech", frame: next, first: frame, last: frame, voiced: 1 },
            endpoint: { kind: "began" },
          }
        : { state: { phase: "silence", frame: next }, endpoint: { kind: "none" } };
    case "overlong": {
      const last = probability >= options.release ? frame : state.last;
      return frame - last >= silent
        ? { state: { phase: "silence", frame: next }, endpoint: { kind: "none" } }
        : { state: { phase: "overlong", frame: next, last }, endpoint: { kind: "none" } };
    }
    case "speech": {
      const speaks = probability >= options.release;
      const last = speaks ? frame : state.last;
      const voiced = state.voiced + (speaks ? 1 : 0);
      if (frame - last >= silent) {
        const rest: Endpointer = { phase: "silence", frame: next };
        return voiced < framesOf(options.shortestMs)
          ? { state: rest, endpoint: { kind: "too-short" } }
          : { state: rest, endpoint: { kind: "ended", first: state.first, last } };
      }
      if (frame - state.first >= framesOf(options.longestMs))
        return { state: { phase: "overlong", frame: next, last }, endpoint: { kind: "too-long" } };
      return {
        state: { phase: "speech", frame: next, first: state.first, last, voiced },
        endpoint: { kind: "none" },
      };
    }
  }
}

/** The speech that ends here if the silence goes on, once a pause: when there were so many frames of silence. */
export function likelyEnd(
  state: Endpointer,
  silentFrames: number,
  options: EndpointerOptions = ENDPOINTING,
): { readonly first: number; readonly last: number } | null {
  if (state.phase !== "speech" || state.voiced < framesOf(options.shortestMs)) return null;
  return state.frame - 1 - state.last === silentFrames ? { first: state.first, last: state.last } : null;
}
