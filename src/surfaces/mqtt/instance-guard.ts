import type { Cancel, Clock, Scheduler } from "../../runtime/clock.ts";
import type { Logger } from "../../runtime/logger.ts";
import {
  ALIVE_EVERY_MS,
  GONE_AFTER_MS,
  hear,
  InstanceNotice,
  mustWithdraw,
  type Others,
  withoutGone,
} from "./instance-watch.ts";
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
  /** This instance was not the first of its name, and is to be silent; or it is the only one now. */
  readonly onWithdrawn?: ((withdrawn: boolean) => void) | undefined;
}

/** Seniors that are remembered. */
const SENIORS_MAX = 16;

/** Notices other live daemons under the same node name, lets them notice this one, and withdraws where it is not the first. */
export class InstanceGuard {
  readonly #options: InstanceGuardOptions;
  #others: Others = new Map();
  #told = "";
  #tick: Cancel | null = null;
  #isNew = true;
  #newSinceT: number | null = null;
  /** For whom this instance has withdrawn last; null: it has not, or is back. */
  #senior: string | null = null;
  #comingBack: Cancel | null = null;
  readonly #seniors = new Set<string>();

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
      this.#comingBack?.();
      this.#tick = null;
    };
  }

  /** The connection stands: says that this instance is here and asks who else is. */
  connected(): void {
    if (this.#senior !== null) return;
    this.#newSinceT = this.#isNew ? this.#options.clock.now().t : null;
    this.#isNew = false;
    this.#say("started");
  }

  /** Says that this instance goes. */
  stopped(): void {
    if (this.#senior === null) this.#say("stopped");
  }

  #say(state: InstanceNotice["state"]): void {
    const { hub, topics, instance, clock } = this.#options;
    const notice: InstanceNotice = { instance, state, at: clock.now().at };
    hub.tryPublish(topics.instance, JSON.stringify(notice), { retain: state !== "withdrawn" });
  }

  #take(message: HubMessage): void {
    const notice = parse(message.payload);
    if (notice === null) return;
    const { instance } = this.#options;
    const heard = hear(this.#others, notice, { own: instance, retained: message.retained, t: message.t });
    this.#others = heard.others;
    const standing = { own: instance, newSinceT: this.#newSinceT, seniors: this.#seniors };
    const isSilent = this.#senior !== null;
    if (!isSilent && !message.retained && mustWithdraw(notice, message.t, standing))
      this.#withdraw(notice.instance);
    else if (heard.answer && !isSilent) this.#say("alive");
    // Who starts does not have to know of somebody who is silent; who asks for all does.
    else if (heard.answer && notice.state === "asked") this.#say("withdrawn");
    this.#tell();
  }

  #withdraw(senior: string): void {
    const { logger, onWithdrawn } = this.#options;
    this.#senior = senior;
    if (this.#seniors.size < SENIORS_MAX) this.#seniors.add(senior);
    logger.error(
      "another Gatehouse of this node's name was there first: this one opens nothing and is silent on MQTT; give it another name (node:)",
      { instance: senior },
    );
    this.#say("withdrawn");
    onWithdrawn?.(true);
  }

  #schedule(): void {
    const { scheduler, clock } = this.#options;
    this.#tick = scheduler.after(ALIVE_EVERY_MS, () => {
      if (this.#senior === null) this.#say("alive");
      this.#others = withoutGone(this.#others, clock.now().t);
      this.#tell();
      this.#schedule();
    });
  }

  #tell(): void {
    const names = [...this.#others.keys()].sort();
    this.#comeBackIf(names.length === 0);
    if (names.length === 0 && this.#senior !== null) names.push(this.#senior);
    const key = names.join(" ");
    if (key === this.#told) return;
    this.#told = key;
    if (names.length > 0 && this.#senior === null) {
      this.#options.logger.error("another Gatehouse runs under this node's name", { instances: names });
    }
    this.#options.onOtherInstances?.(names);
  }

  /** The first one may only have been started anew: it gets its time to be there again. */
  #comeBackIf(isAlone: boolean): void {
    const isWanted = isAlone && this.#senior !== null;
    if (!isWanted) {
      this.#comingBack?.();
      this.#comingBack = null;
    } else
      this.#comingBack ??= this.#options.scheduler.after(GONE_AFTER_MS, () => {
        this.#comeBack();
      });
  }

  #comeBack(): void {
    const { logger, onWithdrawn, clock } = this.#options;
    this.#comingBack = null;
    this.#senior = null;
    logger.info("no other Gatehouse of this node's name is left: this one takes its place");
    this.#newSinceT = clock.now().t;
    this.#isNew = true;
    this.#say("started");
    onWithdrawn?.(false);
    this.#tell();
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
