import type { Cancel, Clock, Scheduler } from "../../runtime/clock.ts";
import type { Logger } from "../../runtime/logger.ts";
import { ALIVE_EVERY_MS, hear, InstanceNotice, type Others, withoutGone } from "./instance-watch.ts";
import type { HubConnection, HubMessage } from "./ports.ts";
import type { Topics } from "./topics.ts";

/** What the watch over other instances needs. */
export interface InstanceGuardOptions {
  readonly hub: HubConnection;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  readonly topics: Topics;
  readonly instance: string;
  readonly onOtherInstances?: ((others: readonly string[]) => void) | undefined;
}

/** Notices other live daemons under the same node name, and lets them notice this one. */
export class InstanceGuard {
  readonly #options: InstanceGuardOptions;
  #others: Others = new Map();
  #told = "";
  #tick: Cancel | null = null;

  constructor(options: InstanceGuardOptions) {
    this.#options = options;
  }

  /** Begins to listen and to give signs of life; returns the way to end it. */
  open(): () => void {
    const { hub, topics } = this.#options;
    const end = hub.subscribe(topics.instance, (message) => {
      this.#take(message);
    });
    this.#schedule();
    return () => {
      end();
      this.#tick?.();
      this.#tick = null;
    };
  }

  /** Says that this instance is here and asks who else is. */
  started(): void {
    this.#say("started");
  }

  /** Says that this instance goes. */
  stopped(): void {
    this.#say("stopped");
  }

  #say(state: InstanceNotice["state"]): void {
    const { hub, topics, instance, clock } = this.#options;
    const notice: InstanceNotice = { instance, state, at: clock.now().at };
    hub.tryPublish(topics.instance, JSON.stringify(notice), { retain: true });
  }

  #take(message: HubMessage): void {
    const notice = parse(message.payload);
    if (notice === null) return;
    const { instance } = this.#options;
    const heard = hear(this.#others, notice, { own: instance, retained: message.retained, t: message.t });
    this.#others = heard.others;
    if (heard.answer) this.#say("alive");
    this.#tell();
  }

  #schedule(): void {
    const { scheduler, clock } = this.#options;
    this.#tick = scheduler.after(ALIVE_EVERY_MS, () => {
      this.#say("alive");
      this.#others = withoutGone(this.#others, clock.now().t);
      this.#tell();
      this.#schedule();
    });
  }

  #tell(): void {
    const names = [...this.#others.keys()].sort();
    const key = names.join(" ");
    if (key === this.#told) return;
    this.#told = key;
    if (names.length > 0) {
      this.#options.logger.error("another Gatehouse runs under this node's name", { instances: names });
    }
    this.#options.onOtherInstances?.(names);
  }
}

function parse(payload: Uint8Array): InstanceNotice | null {
  try {
    const notice = InstanceNotice.safeParse(JSON.parse(Buffer.from(payload).toString("utf8")));
    return notice.success ? notice.data : null;
  } catch {
    return null;
  }
}
