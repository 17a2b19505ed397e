import type { FaceLook } from "../../src/perception/vision/face-look.ts";
import type { FilmedFace } from "./filmed-face.ts";
import type { Visitor } from "./say-code-house.ts";
import type { Soundtrack } from "./soundtrack.ts";

/** From the end of the question to the begin of the answer. */
const BREATH_MS = 900;

/** How far a mouth is open, by a time in ms. */
export type Mouth = (ms: number) => number;

/** What is heard of an answer, and what is seen. */
export interface Answer {
  readonly sound: Int16Array;
  /** By the time since the sound began; may begin before it. */
  readonly mouth: Mouth;
}

/** Somebody at the door who answers what is asked, or somebody's film. */
export class Talker implements Visitor {
  /** How far the mouth was opened in each picture, and how far the models found it open. */
  readonly mouths: { readonly t: number; readonly opened: number; readonly found: number }[] = [];
  readonly #face: FilmedFace;
  readonly #answer: (code: string) => Promise<Answer>;
  readonly #said: { readonly fromT: number; readonly mouth: Mouth }[] = [];
  readonly #always: Mouth;

  /** @param always the mouth whatever is asked, by the time since the first picture */
  constructor(face: FilmedFace, answer: (code: string) => Promise<Answer>, always: Mouth = () => 0) {
    this.#face = face;
    this.#answer = answer;
    this.#always = always;
  }

  get size(): FilmedFace["size"] {
    return this.#face.size;
  }

  /** Begin of the first answer's sound, ms since boot; null before anything is asked. */
  get answersFromT(): number | null {
    return this.#said[0]?.fromT ?? null;
  }

  async looks(t: number): Promise<readonly FaceLook[]> {
    const sinceFirst = t - (this.mouths[0]?.t ?? t);
    const opened = Math.max(
      this.#always(sinceFirst),
      ...this.#said.map(({ fromT, mouth }) => mouth(t - fromT)),
    );
    const looks = await this.#face.looks(t, opened);
    const [face] = looks;
    if (face !== undefined) this.mouths.push({ t, opened, found: face.mouthOpening });
    return looks;
  }

  async asked(code: string, overT: number, room: Soundtrack): Promise<void> {
    const { sound, mouth } = await this.#answer(code);
    const fromT = overT + BREATH_MS;
    room.add(sound, fromT);
    this.#said.push({ fromT, mouth });
  }
}
