import type { Logger } from "../../runtime/logger.ts";
import type { HubConnection, HubMessage } from "./ports.ts";
import { RateLimit } from "../../runtime/rate-limit.ts";
import { readRemote } from "./remote-event.ts";

/** An event of another node that somebody here waits for. */
export interface RemoteWish {
  /** Null: any other node. */
  readonly node: string | null;
  readonly event: string;
}

/** What was heard of another node. */
export interface Remote {
  readonly node: string;
  /** The event's name. */
  readonly heard: string;
  readonly camera: string | null;
  readonly person: string | null;
}

export interface NodeEarOptions {
  readonly hub: HubConnection;
  readonly logger: Logger;
  /** This node: its own events are not heard. */
  readonly node: string;
  readonly base?: string;
  readonly onHeard: (remote: Remote, when: Pick<HubMessage, "at" | "t">) => void;
}

/** More than a house has in a second; nodes that answer each other would never end. */
const HEARD_PER_SECOND = 10;

/** Listens to what other nodes on the broker say. Whoever may publish there may say it too: it is news, and no evidence. */
export class NodeEar {
  readonly #options: NodeEarOptions;
  readonly #rate = new RateLimit(HEARD_PER_SECOND);
  readonly #ends = new Map<string, () => void>();
  #dropped = 0;

  constructor(options: NodeEarOptions) {
    this.#options = options;
  }

  /** Messages that came too fast. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Listens to just this from now on. */
  listenTo(wishes: readonly RemoteWish[]): void {
    const { base = "gatehouse", hub } = this.#options;
    // Who is heard among all is not heard once more: one message is one event.
    const anywhere = new Set(wishes.flatMap(({ node, event }) => (node === null ? [event] : [])));
    const wanted = new Set(
      wishes.flatMap(({ node, event }) =>
        node !== null && anywhere.has(event) ? [] : [`${base}/${node ?? "+"}/event/${event}`],
      ),
    );
    for (const [filter, end] of [...this.#ends]) {
      if (wanted.has(filter)) continue;
      end();
      this.#ends.delete(filter);
    }
    for (const filter of wanted)
      if (!this.#ends.has(filter))
        this.#ends.set(
          filter,
          hub.subscribe(filter, (message) => this.#take(message)),
        );
  }

  #take(message: HubMessage): void {
    const { base = "gatehouse", node: own, onHeard } = this.#options;
    const node = message.topic.slice(base.length + 1).split("/")[0] ?? "";
    if (message.retained || node === own) return;
    const event = readRemote(message);
    if (event === null) return;
    if (!this.#rate.pass(message.t)) {
      this.#drop(node);
      return;
    }
    const { name: heard, camera = null, person = null } = event;
    onHeard({ node, heard, camera, person }, message);
  }

  #drop(node: string): void {
    this.#dropped += 1;
    // The first, the tenth, the hundredth: who floods us must not flood the log.
    if (Number.isInteger(Math.log10(this.#dropped)))
      this.#options.logger.warn("more news of other nodes than can be meant; dropped", {
        node,
        dropped: this.#dropped,
      });
  }
}
