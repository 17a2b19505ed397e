import type { RuleFile } from "../../config/rule-file.ts";
import type { EventDraft } from "../../events/catalogue.ts";
import { listenedTopics } from "../../rules/voice.ts";
import type { HubConnection } from "../../surfaces/mqtt/ports.ts";

/** What a rule may read of one message. */
const PAYLOAD_MAX_BYTES = 16_384;

/** What Gatehouse itself is asked for may carry a code: it is nothing for rules, nor for the journal. */
function isCommand(topic: string): boolean {
  return topic.startsWith("gatehouse/") && topic.endsWith("/set");
}

/** Subscribes to the topics that rules listen to, and turns their messages into events. */
export class RuleTopics {
  readonly #connection: HubConnection | null;
  readonly #emit: (draft: EventDraft) => void;
  readonly #ends = new Map<string, () => void>();

  constructor(connection: HubConnection | null, emit: (draft: EventDraft) => void) {
    this.#connection = connection;
    this.#emit = emit;
  }

  /** Listens to just the topics of these rules. */
  apply(files: readonly RuleFile[]): void {
    const wanted = new Set(listenedTopics(files.flatMap((file) => file.rules.map(({ rule }) => rule))));
    for (const [topic, end] of [...this.#ends]) {
      if (wanted.has(topic)) continue;
      end();
      this.#ends.delete(topic);
    }
    for (const filter of wanted) {
      if (this.#connection === null || this.#ends.has(filter)) continue;
      const end = this.#connection.subscribe(filter, ({ topic, payload, retained, at, t }) => {
        if (isCommand(topic)) return;
        const text = new TextDecoder().decode(payload.subarray(0, PAYLOAD_MAX_BYTES));
        this.#emit({ name: "message.received", source: "mqtt", at, t, topic, payload: text, retained });
      });
      this.#ends.set(filter, end);
    }
  }
}
