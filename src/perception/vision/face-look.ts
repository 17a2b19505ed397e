import { z } from "zod";

/** A box in pixels of the frame; may reach beyond its edges. */
export const PixelBox = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });
export type PixelBox = z.infer<typeof PixelBox>;

/** Why a look at a face cannot be counted. */
export const Flaw = z.enum(["too-small", "cut-by-edge", "blurred", "turned-away", "implausible"]);
export type Flaw = z.infer<typeof Flaw>;

/** One face in one frame, as the models saw it. */
export const FaceLook = z.object({
  box: PixelBox,
  /** The detector's score, 0–1. */
  score: z.number(),
  /** x and y of each of the 68 points in pixels of the frame; 136 numbers. */
  landmarks: z.instanceof(Float32Array),
  /** Empty for a good look. Only good looks are evidence for or against anybody. */
  flaws: z.array(Flaw),
  /** 0–1, for choosing among good looks. */
  quality: z.number(),
  /** How far the head is turned: 0 straight, about 0.025 a degree, positive towards the picture's right. */
  yaw: z.number(),
  /** Height of the opening of the mouth by its width. */
  mouthOpening: z.number(),
  /** Unit length, `EMBEDDING_LENGTH` numbers; null for a look with flaws. */
  embedding: z.instanceof(Float32Array).nullable(),
  /** Probability 0–1 that it is a living face; null if it was not checked. */
  live: z.number().nullable(),
});
export type FaceLook = z.infer<typeof FaceLook>;
