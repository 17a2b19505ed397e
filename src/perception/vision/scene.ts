import { faceChain, type FaceChainOptions } from "./analyse.ts";
import type { Raster } from "./geometry.ts";
import { decodePeople, fillPersonInput, PERSON_INPUT } from "./person-detection.ts";
import type { FaceModels, PersonModel, Scene } from "./ports.ts";

/**
 * The chain for faces, and beside it the search for people. It owns the models' input buffers: one frame at a time.
 *
 * @param person null without that model: no people are looked for then
 */
export function sceneChain(
  models: { readonly faces: FaceModels; readonly person: PersonModel | null },
  options: FaceChainOptions = {},
): (raster: Raster, wanted: { readonly people: boolean }) => Promise<Scene> {
  const { person } = models;
  const faces = faceChain(models.faces, options);
  const planes = new Float32Array(person === null ? 0 : PERSON_INPUT);
  return async (raster, wanted) => {
    const looks = await faces(raster);
    if (person === null || !wanted.people) return { looks, people: null };
    const input = fillPersonInput(raster, planes);
    return { looks, people: decodePeople(await person.people(planes, input), input) };
  };
}
