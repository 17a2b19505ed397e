import { loadFaceModels, type LoadedFaceModels } from "../../adapters/onnx/face-models.ts";
import { loadPersonModel } from "../../adapters/onnx/person-model.ts";
import type { SceneModelPaths } from "../../adapters/onnx/worker-messages.ts";
import type { ExecutionProvider, ProviderChoice } from "../../models/execution-provider.ts";
import { faceChain } from "../../perception/vision/analyse.ts";
import { fillPersonInput, PERSON_INPUT } from "../../perception/vision/person-detection.ts";
import type { FaceModels } from "../../perception/vision/ports.ts";
import { sceneChain } from "../../perception/vision/scene.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { noisyPicture, withOneFace } from "./one-face.ts";
import { timeInTurn, type Timing, type TimingOptions } from "./timing.ts";

/** The picture that is analysed. */
export const PICTURE = { width: 1280, height: 720 };

export interface VisionBench {
  readonly choices: readonly ProviderChoice[];
  /** One run of each model, by task. */
  readonly models: Readonly<Record<string, Timing>>;
  /** The model runs that a frame with one face makes, without anything around them. */
  readonly bare: Timing;
  /** A frame in which nobody is, with one face, and with one face and the search for people. */
  readonly frames: { readonly nobody: Timing; readonly face: Timing; readonly faceAndPeople: Timing };
}

type Calls = Record<keyof FaceModels, (() => Promise<unknown>)[]>;

/**
 * Times the vision models, and what a camera does with a frame, in this thread.
 *
 * @throws GatehouseError `MODELS_LOAD_FAILED` (missing)
 */
export async function benchVision(
  paths: Required<SceneModelPaths>,
  { providers, ...timing }: TimingOptions & { readonly providers: readonly ExecutionProvider[] },
): Promise<VisionBench> {
  const faces = await loadFaceModels(paths, { providers });
  const person = await loadPersonModel(paths["person-detection"], { providers });
  try {
    const picture = noisyPicture(PICTURE.width, PICTURE.height);
    const calls = await callsOf(faces, picture);
    const seeing = withOneFace(faces, picture);
    const [nobody, face] = [faceChain(faces), faceChain(seeing)];
    const scene = sceneChain({ faces: seeing, person });
    const planes = new Float32Array(PERSON_INPUT);
    const input = fillPersonInput(picture, planes);
    const one = (task: keyof FaceModels) => async () => calls[task][0]?.();
    const bare = Object.values(calls).flat();
    const { nobodyInFrame, oneFace, faceAndPeople, runs, ...models } = await timeInTurn(
      {
        "face-detection": one("detect"),
        "face-landmarks": one("landmarks"),
        "face-embedding": one("embed"),
        "face-liveness": one("liveness"),
        "person-detection": () => person.people(planes, input),
        runs: async () => {
          for (const call of bare) await call();
        },
        nobodyInFrame: () => nobody(picture),
        oneFace: () => face(picture),
        faceAndPeople: () => scene(picture, { people: true }),
      },
      timing,
    );
    const frames = { nobody: nobodyInFrame, face: oneFace, faceAndPeople };
    return { choices: [...faces.choices, person.choice], models, bare: runs, frames };
  } finally {
    await faces.release();
    await person.release();
  }
}

/** Every call that the chain makes of a model for one face, to be made again with the same input. */
async function callsOf(faces: LoadedFaceModels, picture: ReturnType<typeof noisyPicture>): Promise<Calls> {
  const calls: Calls = { detect: [], landmarks: [], embed: [], liveness: [] };
  const noted =
    <Answer>(task: keyof FaceModels, run: (input: Float32Array) => Promise<Answer>) =>
    (input: Float32Array): Promise<Answer> => {
      const copy = input.slice();
      calls[task].push(() => run(copy));
      return run(input);
    };
  const noting = {
    detect: noted("detect", (input) => faces.detect(input)),
    landmarks: noted("landmarks", (input) => faces.landmarks(input)),
    embed: noted("embed", (input) => faces.embed(input)),
    liveness: noted("liveness", (input) => faces.liveness(input)),
  };
  const looks = await faceChain(withOneFace(noting, picture))(picture);
  if (looks.length !== 1 || looks[0]?.embedding == null || looks[0].live === null) {
    throw new GatehouseError(
      "BENCH_NO_FACE",
      "the benchmark's own face is not seen: nothing can be measured",
      {
        kind: "failed",
      },
    );
  }
  return calls;
}
