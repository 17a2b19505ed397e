import type { FaceLook } from "../../src/perception/vision/face-look.ts";
import type { AnalyserCounters, Scene, SceneAnalyser } from "../../src/perception/vision/ports.ts";
import type { Frame } from "../../src/sensors/frame.ts";

/** An analyser that sees in each frame what a test says. */
export class FakeAnalyser implements SceneAnalyser {
  readonly #see: (frame: Frame) => readonly FaceLook[];
  #analysed = 0;
  #closed = false;

  constructor(see: (frame: Frame) => readonly FaceLook[] = () => []) {
    this.#see = see;
  }

  get counters(): AnalyserCounters {
    return { analysed: this.#analysed, dropped: 0, restarts: 0 };
  }

  analyse(frame: Frame): Promise<readonly FaceLook[] | null> {
    if (this.#closed) return Promise.resolve(null);
    this.#analysed += 1;
    return Promise.resolve(this.#see(frame));
  }

  async analyseScene(frame: Frame): Promise<Scene | null> {
    const looks = await this.analyse(frame);
    return looks === null ? null : { looks, people: null };
  }

  close(): Promise<void> {
    this.#closed = true;
    return Promise.resolve();
  }
}
