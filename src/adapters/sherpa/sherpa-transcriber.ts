import type { Transcriber } from "../../perception/voice/ports.ts";
import { SAMPLE_RATE_HZ } from "../../sensors/audio-chunk.ts";
import { loadPackage, modelConfig, transducerFiles, unusable, type SherpaEngine } from "./sherpa-package.ts";

/** A streaming model looks ahead: without this silence it keeps the last word to itself. */
const TAIL_SAMPLES = 0.6 * SAMPLE_RATE_HZ;

/** A streaming transducer that runs on this machine, through sherpa-onnx; the user brings the model. Decoding blocks the thread. */
export class SherpaTranscriber implements Transcriber {
  readonly #recogniser: SherpaEngine<{ readonly text?: string }>;

  private constructor(recogniser: SherpaEngine<{ readonly text?: string }>) {
    this.#recogniser = recogniser;
  }

  /** Rejects with kind `missing`: `SHERPA_PACKAGE` if the package is not installed, `SHERPA_MODEL` if the folder lacks a file. */
  static async load(folder: string): Promise<SherpaTranscriber> {
    const files = await transducerFiles(folder);
    const { OnlineRecognizer } = await loadPackage();
    try {
      const how = { decodingMethod: "greedy_search", enableEndpoint: 0 };
      return new SherpaTranscriber(new OnlineRecognizer({ ...modelConfig(files), ...how }));
    } catch (error) {
      throw unusable(folder, error);
    }
  }

  transcribe(samples: Int16Array): Promise<string> {
    return Promise.resolve().then(() => {
      const stream = this.#recogniser.createStream();
      const sound = Float32Array.from(samples, (sample) => sample / 32_768);
      stream.acceptWaveform({ sampleRate: SAMPLE_RATE_HZ, samples: sound });
      stream.acceptWaveform({ sampleRate: SAMPLE_RATE_HZ, samples: new Float32Array(TAIL_SAMPLES) });
      stream.inputFinished();
      while (this.#recogniser.isReady(stream)) this.#recogniser.decode(stream);
      return this.#recogniser.getResult(stream).text ?? "";
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
