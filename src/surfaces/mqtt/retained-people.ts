import type { HubConnection } from "./ports.ts";
import type { RetainedState } from "./retained-state.ts";
import type { Topics } from "./topics.ts";

/** A picture of the face that a camera saw last, and whose it is. */
interface LastFace {
  readonly camera: string;
  /** Null if nobody was recognised. */
  readonly person: string | null;
  readonly jpeg: Uint8Array;
}

/** What the broker keeps of people: only of those who are enrolled. */
export class RetainedPeople {
  readonly #topics: Topics;
  readonly #state: RetainedState;
  /** Whose face each camera's `last_face` shows. */
  readonly #faces = new Map<string, string | null>();
  /** Cameras whose `last_clip` shows somebody, nobody knows whom. */
  readonly #clips = new Set<string>();
  /** Topics of persons that the broker has, also from earlier runs. */
  readonly #held = new Set<string>();
  /** Who stands on `last_person`, also of an earlier run. */
  #last: string | null = null;
  /** Topics of those who are enrolled; null until that is known. */
  #known: ReadonlySet<string> | null = null;

  constructor(topics: Topics, state: RetainedState) {
    this.#topics = topics;
    this.#state = state;
  }

  /** Learns what the broker still has of earlier runs; returns the way to end it. */
  open(hub: HubConnection): () => void {
    const ends = [
      hub.subscribe(`${this.#topics.root}/person/+`, ({ topic, payload }) => {
        if (payload.length === 0) return;
        this.#held.add(topic);
        this.#forgetStrangers();
      }),
      hub.subscribe(this.#topics.lastPerson, ({ payload }) => {
        this.#last = personOf(payload);
        this.#forgetStrangers();
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }

  set(names: readonly string[]): void {
    const before = this.#known ?? new Set();
    for (const topic of before) this.#held.add(topic);
    this.#known = new Set(names.map((name) => this.#topics.person(name)));
    if ([...before].some((topic) => this.#known?.has(topic) !== true)) this.#forgetClips();
    for (const [camera, person] of this.#faces) {
      if (person === null || this.#known.has(this.#topics.person(person))) continue;
      this.#state.forget(this.#topics.camera(camera, "last_face"));
      this.#faces.delete(camera);
    }
    this.#forgetStrangers();
  }

  /** Whether a message may be published: it tells of nobody who is not enrolled any more. Remembers whom it tells of. */
  takes({ topic, payload }: { readonly topic: string; readonly payload: string }): boolean {
    if (topic !== this.#topics.lastPerson) return !this.isForgotten(topic);
    const person = personOf(Buffer.from(payload));
    if (person !== null && this.isForgotten(this.#topics.person(person))) return false;
    this.#last = person;
    return true;
  }

  /** Whether a topic is that of somebody who is not enrolled any more. */
  isForgotten(topic: string): boolean {
    if (!topic.startsWith(this.#topics.person("")) || this.#known?.has(topic) === true) return false;
    return this.#known !== null;
  }

  /** Publishes a camera's last face, unless its person has been forgotten meanwhile. */
  showFace({ camera, person, jpeg }: LastFace): void {
    if (person !== null && this.isForgotten(this.#topics.person(person))) return;
    this.#faces.set(camera, person);
    this.#state.set(this.#topics.camera(camera, "last_face"), jpeg);
  }

  /** Publishes a picture of a camera's last clip; it goes when anybody is removed, who may be in it. */
  showClip(camera: string, jpeg: Uint8Array): void {
    this.#clips.add(camera);
    this.#state.set(this.#topics.camera(camera, "last_clip"), jpeg);
  }

  #forgetClips(): void {
    for (const camera of this.#clips) this.#state.forget(this.#topics.camera(camera, "last_clip"));
    this.#clips.clear();
  }

  #forgetStrangers(): void {
    for (const topic of [...this.#held].filter((held) => this.isForgotten(held))) {
      this.#held.delete(topic);
      this.#state.forget(topic);
    }
    if (this.#last === null || !this.isForgotten(this.#topics.person(this.#last))) return;
    this.#last = null;
    this.#state.forget(this.#topics.lastPerson);
  }
}

/** Whom a message on `last_person` names; null if it names nobody. */
function personOf(payload: Uint8Array): string | null {
  try {
    const { person } = JSON.parse(Buffer.from(payload).toString()) as { person?: unknown };
    return typeof person === "string" ? person : null;
  } catch {
    return null;
  }
}
