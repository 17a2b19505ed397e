import type { z } from "zod";
import type { ChildHandle, StartChild } from "../adapters/process/fork-child.ts";
import { forkChild } from "../adapters/process/fork-child.ts";
import { backoffMs } from "../runtime/backoff.ts";
import type { Cancel, Clock, Scheduler } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";

/** No sign of life for so long is a hang. */
const HANG_MS = 5_000;
/** A sensor that has said nothing about its health for so long after its start is lost. */
const SILENT_START_MS = 15_000;
const FIRST_RESTART_MS = 500;
const LONGEST_RESTART_MS = 30_000;
/** A process that was well for so long starts again at once. */
const WELL_MS = 10_000;
/** From `stop` to SIGTERM, and from there to SIGKILL. */
const STOP_MS = 2_000;
const KILL_MS = 1_000;
/** Of these messages the latest holds until another one comes, also for a process that is started again. */
const LASTING: ReadonlySet<string> = new Set([
  "setup",
  "people",
  "deaf-until",
  "question",
  "rest",
  "hold-continuous",
]);
/** Bad messages of a child are logged this often at most. */
const BAD_LOG_EVERY = 100;

/** What every sensor process may say; the rest is its own. */
type FromSensor = { readonly type: string } & Partial<{
  readonly ok: boolean;
  readonly why: string;
}>;

export interface SuperviseOptions<Outgoing extends { type: string }, Incoming extends FromSensor> {
  /** `camera:front_door`; also what `ps` shows. */
  readonly name: string;
  /** The compiled module (see `compiledUrl`). It gets two arguments: the name, and how often it was started before. */
  readonly entry: URL;
  /** The first message after each start. */
  readonly setup: Outgoing;
  readonly incoming: z.ZodType<Incoming>;
  readonly onMessage: (message: Incoming) => void;
  /** Said once an outage: the process died or hangs, or reports that nothing flows. */
  readonly onLost: (why: string) => void;
  /** Said when it sends for the first time, and again after each outage. */
  readonly onRecovered: (why: string) => void;
  /** Each time the process is gone without having been asked to: what it was doing has been cut off. */
  readonly onExit?: (why: string) => void;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  readonly random: () => number;
  /** A line that the process printed; by default it goes to our standard error as it is. */
  readonly onLine?: (line: string) => void;
  readonly startChild?: StartChild;
}

export interface SupervisedSensor<Outgoing> {
  /** False if the process is down; of what holds on (`LASTING`) the latest is sent after its next start anyway. */
  send(message: Outgoing): boolean;
  pid(): number | null;
  /** Asks the process to end, makes it end after 3 s; nothing is reported afterwards. */
  stop(): Promise<void>;
}

/** Starts a sensor process and keeps it running. */
export function superviseSensor<Outgoing extends { type: string }, Incoming extends FromSensor>(
  options: SuperviseOptions<Outgoing, Incoming>,
): SupervisedSensor<Outgoing> {
  const supervisor = new Supervisor(options);
  supervisor.start();
  return supervisor;
}

class Supervisor<
  Incoming extends FromSensor,
  Outgoing extends { type: string },
> implements SupervisedSensor<Outgoing> {
  readonly #options: SuperviseOptions<Outgoing, Incoming>;
  /** The latest message of each kind that a restarted process has to know. */
  readonly #lasting = new Map<string, Outgoing>();
  #child: ChildHandle | null = null;
  #starts = 0;
  #failedTries = 0;
  #startedT = 0;
  #bad = 0;
  /** Null before it has ever said how it is. */
  #lost: boolean | null = null;
  #stopping = false;
  #stopped: () => void = () => undefined;
  #cancelHang: Cancel = () => undefined;
  #cancelSilence: Cancel = () => undefined;
  #cancelRestart: Cancel = () => undefined;

  constructor(options: SuperviseOptions<Outgoing, Incoming>) {
    this.#options = options;
    this.#lasting.set(options.setup.type, options.setup);
  }

  start(): void {
    const { entry, name, startChild = forkChild, clock } = this.#options;
    this.#startedT = clock.now().t;
    const start = this.#starts;
    this.#starts += 1;
    let hanged = false;
    const child = startChild(entry, [name, `${start}`], {
      message: (message) => this.#message(message),
      line: (line) => (this.#options.onLine ?? toStandardError)(line),
      exited: (why) =>
        this.#exited(hanged ? `it did not answer for ${HANG_MS / 1000} s and was killed` : why),
    });
    this.#child = child;
    for (const message of this.#lasting.values()) child.send(message);
    this.#watch(() => {
      hanged = true;
      child.kill("SIGKILL");
    });
    this.#cancelSilence = this.#options.scheduler.after(SILENT_START_MS, () => {
      this.#sayLost(`nothing came within ${SILENT_START_MS / 1000} s after the start`);
    });
  }

  send(message: Outgoing): boolean {
    // A new setup has the people in it.
    if (message.type === "setup") this.#lasting.delete("people");
    if (LASTING.has(message.type)) this.#lasting.set(message.type, message);
    return this.#child?.send(message) ?? false;
  }

  pid(): number | null {
    return this.#child?.pid ?? null;
  }

  async stop(): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    this.#cancelAll();
    const child = this.#child;
    if (child === null) return;
    const { scheduler } = this.#options;
    const gone = new Promise<void>((resolve) => (this.#stopped = resolve));
    child.send({ type: "stop" });
    let cancel = scheduler.after(STOP_MS, () => {
      child.kill("SIGTERM");
      cancel = scheduler.after(KILL_MS, () => child.kill("SIGKILL"));
    });
    await gone;
    cancel();
  }

  /** What to do when no heartbeat comes; kept to be armed again at each one. */
  #onHang: () => void = () => undefined;

  #watch(onHang: () => void): void {
    this.#onHang = onHang;
    this.#alive();
  }

  #alive(): void {
    this.#cancelHang();
    this.#cancelHang = this.#options.scheduler.after(HANG_MS, this.#onHang);
  }

  #message(raw: unknown): void {
    const { incoming, onMessage, logger, name } = this.#options;
    if (this.#stopping && !isLastWord(raw)) return;
    const parsed = incoming.safeParse(raw);
    if (!parsed.success) {
      if (this.#bad % BAD_LOG_EVERY === 0)
        logger.warn("a sensor sent a message that does not fit", { sensor: name });
      this.#bad += 1;
      return;
    }
    const message = parsed.data;
    if (!this.#stopping) this.#follow(message);
    onMessage(message);
  }

  #follow(message: Incoming): void {
    if (message.type === "heartbeat") this.#alive();
    if (message.type === "ended") this.#cancelSilence();
    if (message.type !== "health") return;
    this.#cancelSilence();
    if (message.ok === true) this.#sayRecovered();
    else this.#sayLost(message.why ?? "nothing flows");
  }

  #exited(why: string): void {
    this.#child = null;
    this.#cancelAll();
    if (this.#stopping) {
      this.#stopped();
      return;
    }
    this.#options.onExit?.(why);
    this.#sayLost(`the process of ${this.#options.name} is gone: ${why}`);
    const { clock, scheduler, random, logger, name } = this.#options;
    if (clock.now().t - this.#startedT > WELL_MS) this.#failedTries = 0;
    const waitMs = backoffMs(this.#failedTries, {
      firstMs: FIRST_RESTART_MS,
      maxMs: LONGEST_RESTART_MS,
      random: random(),
    });
    this.#failedTries += 1;
    logger.warn("a sensor process is gone; it is started again", { sensor: name, why, waitMs });
    this.#cancelRestart = scheduler.after(waitMs, () => this.start());
  }

  #sayLost(why: string): void {
    if (this.#lost === true) return;
    this.#lost = true;
    this.#options.onLost(why);
  }

  #sayRecovered(): void {
    if (this.#lost === false) return;
    const why = this.#lost === null ? "it has started" : "it sends again";
    this.#lost = false;
    this.#options.onRecovered(why);
  }

  #cancelAll(): void {
    this.#cancelHang();
    this.#cancelSilence();
    this.#cancelRestart();
  }
}

/** While stopping only the ends of clips and segments, and pictures of what was seen before, are still of interest. */
const LAST_WORDS: ReadonlySet<unknown> = new Set([
  "clip-finished",
  "clip-failed",
  "segment-finished",
  "picture",
]);

function isLastWord(raw: unknown): boolean {
  return LAST_WORDS.has((raw as { type?: unknown } | null)?.type);
}

function toStandardError(line: string): void {
  process.stderr.write(`${line}\n`);
}
