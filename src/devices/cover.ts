import type { Request, Requester } from "../events/action.ts";
import type { Allowed, DenialCode } from "../guard/decision.ts";
import { completedDraft, expiredDraft } from "../guard/drafts.ts";
import { sleep } from "../runtime/clock.ts";
import { messageOf } from "../runtime/errors.ts";
import { commitDecision, deny } from "./commit.ts";
import { toCoverValue, toObstructed, type CoverValue } from "./cover-value.ts";
import { deliver } from "./deliver.ts";
import { commandedDraft, failedDraft } from "./device-events.ts";
import type { Device, DeviceParts } from "./device.ts";
import type { DeviceMessage } from "./ports.ts";
import { Reachability } from "./reachability.ts";
import { readValue, type Reading } from "./reading.ts";
import { ValueWatch } from "./value-watch.ts";

/** How one cover is reached. Durations in ms. */
export interface CoverSettings {
  readonly command: {
    readonly topic: string;
    readonly open: string;
    readonly close: string;
    readonly stop: string;
  };
  readonly state: Reading;
  /** Where it is said whether something is in the way, or null. */
  readonly obstruction: Reading | null;
  /** Where it is said whether it can be reached, or null. */
  readonly availability: Reading | null;
  readonly deliverWithinMs: number;
  readonly confirmWithinMs: number;
}

type Command = "open" | "close" | "stop";

/** The states that answer each command: that it moves is enough, a garage door takes its time. */
const ANSWERS: Readonly<Record<Command, readonly CoverValue[]>> = {
  open: ["OPENING", "OPEN"],
  close: ["CLOSING", "CLOSED"],
  stop: ["STOPPED", "OPEN", "CLOSED"],
};

interface Waiting {
  readonly request: Request;
  readonly command: Command;
  readonly sinceT: number;
  readonly answered: AbortController;
}

const WAITING_LIMIT = 8;

/**
 * A garage door, a gate, a shutter. Opens as a lock unlocks: by the guard's leave, committed before it is sent, sent once. It
 * owes nothing: it never closes by itself, because it could close on somebody.
 */
export class Cover implements Device {
  readonly name: string;
  readonly topics: readonly string[];
  readonly #settings: CoverSettings;
  readonly #parts: DeviceParts;
  readonly #watch: ValueWatch;
  readonly #obstructionWatch: ValueWatch;
  readonly #reachability: Reachability;
  readonly #waiting = new Set<Waiting>();
  /** Null: nobody has said it since the start, or there is no sensor. */
  #obstructed: boolean | null = null;
  /** The opening that is being sent, and why it must not leave any more. */
  #opening: { withdrawn: string | null } | null = null;
  #stopping = false;

  constructor(name: string, settings: CoverSettings, parts: DeviceParts) {
    this.name = name;
    this.#reachability = new Reachability(name, settings.availability);
    this.topics = [
      settings.state.topic,
      ...(settings.obstruction === null ? [] : [settings.obstruction.topic]),
      ...this.#reachability.topics,
    ];
    this.#settings = settings;
    this.#parts = parts;
    this.#watch = new ValueWatch(name);
    this.#obstructionWatch = new ValueWatch(`${name}.obstruction`);
  }

  async run(request: Request, decision: Allowed): Promise<void> {
    const command = commandOf(request);
    if (command === null || this.#waiting.size >= WAITING_LIMIT) {
      this.#failed(
        request,
        command === null ? "It has no such command." : "Too many commands are waiting for it.",
      );
      return;
    }
    if (command === "open") {
      await this.#open(request, decision);
      return;
    }
    if (this.#opening !== null) this.#opening.withdrawn ??= `Somebody asked for it to ${command} meanwhile.`;
    const obstacle = command === "close" ? this.#whyNotClose(request.by) : null;
    if (obstacle === null) await this.#send(request, command, () => this.#publish(command));
    else this.#failed(request, obstacle);
  }

  onMessage(message: DeviceMessage): void {
    const reached = this.#reachability.take(message);
    if (reached !== null) this.#parts.emit(reached);
    if (this.#settings.obstruction !== null)
      this.#seen(toObstructed(readValue(this.#settings.obstruction, message)), message);
    const state = toCoverValue(readValue(this.#settings.state, message));
    if (state !== null) this.#reported(state, message);
  }

  onBroker(): void {
    // It owes nothing: what could not be sent has failed already.
  }

  stop(): Promise<void> {
    this.#stopping = true;
    if (this.#opening !== null) this.#opening.withdrawn ??= "Gatehouse is stopping.";
    for (const one of this.#waiting) one.answered.abort();
    return Promise.resolve();
  }

  async #open(request: Request, decision: Allowed): Promise<void> {
    const unfit = this.#unfitToOpen(decision);
    if (unfit !== null) {
      deny(request, unfit, this.#parts);
      return;
    }
    const opening = { withdrawn: null as string | null };
    this.#opening = opening;
    try {
      if (!(await commitDecision(request, { decision, debt: null }, this.#parts))) return;
      const obstacle = (): string | null => {
        const standing = this.#parts.stillThere(decision);
        return opening.withdrawn ?? (standing.ok ? null : standing.reason);
      };
      const before = obstacle();
      if (before === null) await this.#send(request, "open", () => this.#deliver(request, obstacle));
      else this.#parts.emit(expiredDraft(request, `Nothing was sent. ${before}`, this.#parts.clock.now()));
    } finally {
      this.#opening = null;
    }
  }

  #unfitToOpen(decision: Allowed): { readonly code: DenialCode; readonly reason: string } | null {
    if (this.#stopping)
      return { code: "STOPPING", reason: "Gatehouse is stopping; nothing is opened any more." };
    const { obstacle } = this.#reachability;
    if (obstacle !== null) return { code: "DEVICE_OFFLINE", reason: `${this.name}: ${obstacle}` };
    if (this.#opening !== null)
      return { code: "DEVICE_BUSY", reason: `${this.name} is already being opened.` };
    return decision.guarded
      ? null
      : { code: "GUARD_ERROR", reason: "An opening without evidence reached the cover; it is not sent." };
  }

  /** Whoever asks by hand looks where it closes; nobody else does. */
  #whyNotClose(by: Requester): string | null {
    if (this.#obstructed === true) return "Something is in the way; it is not closed.";
    if (this.#obstructed === false || by.kind === "hub" || by.kind === "command") return null;
    return this.#settings.obstruction === null
      ? "It closes only when a person asks for it: it has no obstruction sensor (obstruction:)."
      : "Its obstruction sensor has not said yet whether something is in the way; it is not closed by itself.";
  }

  async #send(
    request: Request,
    command: Command,
    send: () => Promise<number | null | "expired">,
  ): Promise<void> {
    const waiting: Waiting = {
      ...{ request, command, sinceT: this.#parts.clock.now().t },
      answered: new AbortController(),
    };
    this.#waiting.add(waiting);
    try {
      const sent = this.#parts.clock.now();
      const deliveryMs = await send();
      if (deliveryMs === "expired") return;
      const { topic, [command]: payload } = this.#settings.command;
      this.#parts.emit(
        commandedDraft(this.name, { command, topic, payload, by: request.id, deliveryMs, sent }),
      );
      await sleep(this.#parts.scheduler, this.#settings.confirmWithinMs, waiting.answered.signal);
      if (this.#waiting.has(waiting) && !this.#stopping)
        this.#failed(request, `It did not report ${ANSWERS[command].join(" or ")} in time.`);
    } catch (error) {
      this.#failed(request, `The command did not leave: ${messageOf(error)}`);
    } finally {
      this.#waiting.delete(waiting);
    }
  }

  async #publish(command: Command): Promise<null> {
    const { topic, [command]: payload } = this.#settings.command;
    await this.#parts.transport.publish(topic, payload, { qos: 0, retain: false });
    return null;
  }

  async #deliver(request: Request, obstacle: () => string | null): Promise<number | "expired"> {
    const { deliverWithinMs, command } = this.#settings;
    const message = { topic: command.topic, payload: command.open, deliverWithinMs, obstacle };
    const delivery = await deliver(message, this.#parts);
    if (delivery.outcome === "delivered") return delivery.ms;
    const reason = `The opening was withdrawn: ${delivery.why}.`;
    this.#parts.emit(expiredDraft(request, reason, this.#parts.clock.now()));
    return "expired";
  }

  #reported(state: CoverValue, { retained, at, t }: DeviceMessage): void {
    const answered = retained
      ? []
      : [...this.#waiting].filter((one) => ANSWERS[one.command].includes(state) && t >= one.sinceT);
    const by = answered.at(-1)?.request.id ?? null;
    const draft = this.#watch.changed(state, { retained, at, t, by });
    if (draft !== null) this.#parts.emit(draft);
    for (const one of answered) {
      this.#waiting.delete(one);
      this.#parts.emit(completedDraft(one.request, `It reported ${state}.`, this.#parts.clock.now()));
      one.answered.abort();
    }
  }

  #seen(obstructed: boolean | null, { retained, at, t }: DeviceMessage): void {
    if (obstructed === null) return;
    // What was stored says what was: enough to keep it from closing, not to let it.
    if (!retained || obstructed) this.#obstructed = obstructed;
    const state = obstructed ? "ON" : "OFF";
    const draft = this.#obstructionWatch.changed(state, { retained, at, t, by: null });
    if (draft !== null) this.#parts.emit(draft);
  }

  #failed(request: Request, why: string): void {
    this.#parts.emit(failedDraft(this.name, why, { by: request.id, now: this.#parts.clock.now() }));
  }
}

function commandOf({ action }: Request): Command | null {
  const command = action.kind === "device" ? action.command : "";
  return command === "open" || command === "close" || command === "stop" ? command : null;
}
