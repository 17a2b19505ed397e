import { access } from "node:fs/promises";
import { join } from "node:path";
import type { HeardFrame, Spotted, WakeEngine } from "../../perception/voice/wake/spotter.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { SAMPLE_RATE_HZ } from "../../sensors/audio-chunk.ts";
import {
  loadPackage,
  modelConfig,
  transducerFiles,
  unusable,
  type SherpaEngine,
  type SherpaStream,
} from "./sherpa-package.ts";

type Spotter = SherpaEngine<{ readonly keyword?: string }>;

/**
 * A keyword spotter that runs on this machine, through sherpa-onnx; the user brings the model, and `keywords.txt` beside it,
 * which says by tokens what is listened for (`sherpa-onnx-cli text2token`). Decoding blocks the thread.
 */
export class SherpaWake implements WakeEngine {
  readonly #spotter: Spotter;
  #stream: SherpaStream;

  constructor(spotter: Spotter) {
    this.#spotter = spotter;
    this.#stream = spotter.createStream();
  }

  /** Rejects with kind `missing`: `SHERPA_PACKAGE` if the package is not installed, `SHERPA_MODEL` if the folder lacks a file. */
  static async load(folder: string): Promise<SherpaWake> {
    const files = await transducerFiles(folder);
    const keywordsFile = join(folder, "keywords.txt");
    await access(keywordsFile).catch((error: unknown) => {
      const message = `${folder} lacks keywords.txt, which says what is listened for: make it with sherpa-onnx-cli text2token`;
      throw new GatehouseError("SHERPA_MODEL", message, { kind: "missing", cause: error });
    });
    const { KeywordSpotter } = await loadPackage();
    try {
      return new SherpaWake(new KeywordSpotter({ ...modelConfig(files), keywordsFile }));
    } catch (error) {
      throw unusable(folder, error);
    }
  }

  push({ samples, t }: HeardFrame): Promise<Spotted | null> {
    return Promise.resolve().then(() => {
      const sound = Float32Array.from(samples, (sample) => sample / 32_768);
      this.#stream.acceptWaveform({ sampleRate: SAMPLE_RATE_HZ, samples: sound });
      while (this.#spotter.isReady(this.#stream)) {
        this.#spotter.decode(this.#stream);
        if ((this.#spotter.getResult(this.#stream).keyword ?? "") === "") continue;
        // What has been heard must not be heard again.
        this.reset();
        return { t, score: null, checked: null };
      }
      return null;
    });
  }

  reset(): void {
    this.#stream = this.#spotter.createStream();
  }
}
