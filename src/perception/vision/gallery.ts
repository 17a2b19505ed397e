import { z } from "zod";

/** Length of a face embedding. */
export const EMBEDDING_LENGTH = 512;

/** One enrolled person as the camera process needs them: unit-length templates. */
export const GalleryPerson = z.object({
  name: z.string(),
  group: z.string(),
  templates: z.array(z.instanceof(Float32Array)),
});
export type GalleryPerson = z.infer<typeof GalleryPerson>;

/** Everybody enrolled. */
export type Gallery = readonly GalleryPerson[];
