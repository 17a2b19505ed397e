import type { Frame } from "../../sensors/frame.ts";
import type { Detection } from "./detection.ts";
import type { FaceLook } from "./face-look.ts";
import type { PersonInput, PersonOutput } from "./person-detection.ts";

/** Finds and describes the faces of frames. */
export interface FaceAnalyser {
  /**
   * The faces of one frame, largest first, at most `MAX_FACES`. The frame stays the caller's.
   * An analyser that is busy keeps only the latest frame waiting: the promise of a frame that gave way to a newer one
   * resolves to null. Rejects with kind `failed` if the models failed on this frame; the next one may be tried.
   */
  analyse(frame: Frame): Promise<readonly FaceLook[] | null>;
  /** Counters since the start, for heartbeats. */
  readonly counters: AnalyserCounters;
  /** Ends the analyser and frees the models; pending frames resolve to null. Safe twice. */
  close(): Promise<void>;
}

/** Who is in a frame. */
export interface Scene {
  readonly looks: readonly FaceLook[];
  /** The people, seen as a whole; null if they were not looked for. */
  readonly people: readonly Detection[] | null;
}

/** Finds people too, whether their faces are seen or not. */
export interface SceneAnalyser extends FaceAnalyser {
  /** As `analyse`; without the model for it, or without `people` being wanted, no people are looked for. */
  analyseScene(frame: Frame, wanted: { readonly people: boolean }): Promise<Scene | null>;
}

export interface AnalyserCounters {
  /** Frames that were analysed. */
  readonly analysed: number;
  /** Frames that gave way to a newer one. */
  readonly dropped: number;
  /** How often the models had to be started again after a crash or a time-out. */
  readonly restarts: number;
}

/**
 * The four models, one picture at a time: flat input in, flat output out, in the layouts that `models/manifest.yaml`
 * describes. The input belongs to the caller and may be reused after the promise has settled.
 */
export interface FaceModels {
  detect(input: Float32Array): Promise<{ scores: Float32Array; boxes: Float32Array }>;
  landmarks(input: Float32Array): Promise<Float32Array>;
  embed(input: Float32Array): Promise<Float32Array>;
  /** Three logits, the first for a living person. */
  liveness(input: Float32Array): Promise<Float32Array>;
}

/** The model that finds people, described in the manifest like the others. */
export interface PersonModel {
  /** @param planes as `fillPersonInput` has filled them; more may follow */
  people(planes: Float32Array, input: PersonInput): Promise<PersonOutput>;
}
