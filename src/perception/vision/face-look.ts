import type { Surroundings } from "./liveness/surroundings.ts";
import type { PixelBox } from "./pixel-box.ts";

/** Why a look at a face cannot be counted. */
export type Flaw = "too-small" | "cut-by-edge" | "blurred" | "turned-away" | "implausible";

/** One face in one frame, as the models saw it. */
export interface FaceLook {
  readonly box: PixelBox;
  /** The detector's score, 0–1. */
  readonly score: number;
  /** x and y of each of the 68 points in pixels of the frame; 136 numbers. */
  readonly landmarks: Float32Array;
  /** Empty for a good look. Only good looks are evidence for or against anybody. */
  readonly flaws: readonly Flaw[];
  /** 0–1, for choosing among good looks. */
  readonly quality: number;
  /** How far the head is turned: 0 straight, about 0.025 a degree, positive towards the picture's right. */
  readonly yaw: number;
  /** Height of the opening of the mouth by its width. */
  readonly mouthOpening: number;
  /** Unit length, `EMBEDDING_LENGTH` numbers; null for a look with flaws. */
  readonly embedding: Float32Array<ArrayBuffer> | null;
  /** Probability 0–1 that it is a living face; null if it was not checked. */
  readonly live: number | null;
  /** What the frame shows around the face; null if liveness was not checked. */
  readonly surroundings: Surroundings | null;
}
