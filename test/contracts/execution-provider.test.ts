import { expect, test } from "vitest";
import { modelsDirectory } from "../../src/adapters/model-files/manifest-file.ts";
import { resolveModels } from "../../src/adapters/model-files/resolve-models.ts";
import { loadFaceModels } from "../../src/adapters/onnx/face-models.ts";
import { describeChoices, type ExecutionProvider } from "../../src/models/execution-provider.ts";

// What a provider does depends on the machine; that the models come up does not.
test.each<ExecutionProvider>(["cuda", "tensorrt", "coreml", "webgpu"])(
  "with %s asked for, the real models come up, on it or on the CPU with a reason",
  async (provider) => {
    const models = await loadFaceModels(await resolveModels(modelsDirectory()), { providers: [provider] });
    try {
      for (const choice of models.choices) {
        if (choice.provider === provider) continue;
        expect(choice.provider).toBe("cpu");
        expect(choice.refused).toHaveLength(1);
        expect(choice.refused[0]?.code).toMatch(/^PROVIDER_/);
        expect(choice.refused[0]?.why).toContain(provider);
      }
      expect(describeChoices(models.choices)).toMatch(/^the vision models run on /);
      const { scores } = await models.detect(new Float32Array(3 * 240 * 320));
      expect(scores).toHaveLength(4420 * 2);
    } finally {
      await models.release();
    }
  },
);
