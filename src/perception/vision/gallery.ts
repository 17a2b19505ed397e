import { z } from "zod";

/** Length of a face embedding. */
export const EMBEDDING_LENGTH = 512;

/** One enrolled person as the camera process needs them: unit-length templates. */
export const GalleryPerson = z.object({
  name: z.string(),
  group: z.string(),
  templates: z.array(z.instanceof(Float32Array)),
  /** Faces that are not this person: a look nearer to one of them than to the person is not one at the person. */
  counterExamples: z.array(z.instanceof(Float32Array)).optional(),
  /** People enrolled from whom this one is told apart by a wider margin only. */
  lookalikes: z.array(z.string()).optional(),
});
export type GalleryPerson = z.infer<typeof GalleryPerson>;

/** Everybody enrolled. */
export type Gallery = readonly GalleryPerson[];
