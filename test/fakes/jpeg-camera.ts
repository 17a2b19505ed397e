import { Worker } from "node:worker_threads";

/** A picture of a camera, as JPEG. */
export type Jpeg = Uint8Array;

/** What the camera's thread says. */
type Said =
  { readonly type: "open"; readonly port: number } | { readonly type: "done"; readonly action: number };

/** A camera that sends JPEGs over HTTP, on loopback, and shows what a test has somebody do before it. */
export class JpegCamera {
  readonly url: string;
  readonly #worker: Worker;
  #action = 0;

  private constructor(worker: Worker, port: number) {
    this.#worker = worker;
    this.url = `http://127.0.0.1:${String(port)}/live`;
  }

  static async start(pace: { readonly fps: number; readonly resting: readonly Jpeg[] }): Promise<JpegCamera> {
    const worker = new Worker(new URL("./jpeg-camera.fake.mjs", import.meta.url), { workerData: pace });
    const opened = await new Promise<Said>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
    });
    return new JpegCamera(worker, opened.type === "open" ? opened.port : 0);
  }

  /** Shows these pictures forwards and backwards, again and again, while nothing else is shown. */
  rest(pictures: readonly Jpeg[]): void {
    this.#worker.postMessage({ type: "rest", pictures });
  }

  /** Shows these pictures once, from now on; resolves when the last one has been shown. */
  play(pictures: readonly Jpeg[]): Promise<void> {
    if (pictures.length === 0) return Promise.resolve();
    this.#action += 1;
    const action = this.#action;
    this.#worker.postMessage({ type: "play", pictures, action });
    return new Promise((resolve) => {
      const listen = (said: Said): void => {
        if (said.type !== "done" || said.action !== action) return;
        this.#worker.off("message", listen);
        resolve();
      };
      this.#worker.on("message", listen);
    });
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}
