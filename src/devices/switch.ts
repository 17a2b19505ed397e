import type { Request } from "../events/action.ts";
import type { Allowed } from "../guard/decision.ts";
import { completedDraft, expiredDraft } from "../guard/drafts.ts";
import { sleep } from "../runtime/clock.ts";
import { messageOf } from "../runtime/errors.ts";
import { commitDecision, deny } from "./commit.ts";
import { deliver } from "./deliver.ts";
import { commandedDraft, failedDraft } from "./device-events.ts";
import type { Device, DeviceParts } from "./device.ts";
import type { Delivery, DeviceMessage } from "./ports.ts";
import { Reachability } from "./reachability.ts";
import { readValue, type Reading } from "./reading.ts";
import { ValueWatch } from "./value-watch.ts";

/** How one switch is reached. Durations in ms. */
export interface SwitchSettings {
  readonly command: { readonly topic: string; readonly on: string; readonly off: string };
  /** Where it reports ON or OFF; null if it does not. */
  readonly state: Reading | null;
  /** Where it is said whether it can be reached, or null. */
  readonly availability: Reading | null;
  readonly deliverWithinMs: number;
  readonly confirmWithinMs: number;
}

interface Waiting {
  readonly request: Request;
  readonly wanted: string;
  readonly sinceT: number;
  readonly answered: AbortController;
}

/** More requests than this at a time are refused: nobody switches a lamp that often. */
const WAITING_LIMIT = 16;

/** Something that is on or off. Without a state topic a command that has left counts as done. */
export class Switch implements Device {
  readonly name: string;
  readonly topics: readonly string[];
  readonly #settings: SwitchSettings;
  readonly #parts: DeviceParts;
  readonly #watch: ValueWatch;
  readonly #reachability: Reachability;
  readonly #waiting = new Set<Waiting>();
  #stopping = false;

  constructor(name: string, settings: SwitchSettings, parts: DeviceParts) {
    this.name = name;
    this.#reachability = new Reachability(name, settings.availability);
    this.topics = [...(settings.state === null ? [] : [settings.state.topic]), ...this.#reachability.topics];
    this.#settings = settings;
    this.#parts = parts;
    this.#watch = new ValueWatch(name);
  }

  async run(request: Request, decision: Allowed): Promise<void> {
    const command = request.action.kind === "device" ? request.action.command : "";
    if (this.#stopping) {
      deny(
        request,
        { code: "STOPPING", reason: "Gatehouse is stopping; nothing is switched any more." },
        this.#parts,
      );
      return;
    }
    if ((command !== "on" && command !== "off") || this.#waiting.size >= WAITING_LIMIT) {
      const why =
        this.#waiting.size >= WAITING_LIMIT
          ? "Too many commands are waiting for it."
          : `It has no command ${command}.`;
      this.#failed(request, why);
      return;
    }
    const { obstacle } = this.#reachability;
    if (obstacle !== null) {
      this.#failed(request, obstacle);
      return;
    }
    if (decision.guarded && !(await commitDecision(request, { decision, debt: null }, this.#parts))) return;
    await this.#switch(request, { decision, command });
  }

  onMessage(message: DeviceMessage): void {
    const reached = this.#reachability.take(message);
    if (reached !== null) this.#parts.emit(reached);
    if (this.#settings.state === null) return;
    const state = toSwitchValue(readValue(this.#settings.state, message));
    if (state === null) return;
    const { retained, at, t } = message;
    const answered = retained
      ? []
      : [...this.#waiting].filter((one) => one.wanted === state && t >= one.sinceT);
    const draft = this.#watch.changed(state, { retained, at, t, by: answered[0]?.request.id ?? null });
    if (draft !== null) this.#parts.emit(draft);
    for (const one of answered) {
      this.#waiting.delete(one);
      this.#complete(one.request, `It reported ${state}.`);
      one.answered.abort();
    }
  }

  onBroker(): void {
    // A switch owes nothing: what could not be sent has failed already.
  }

  stop(): Promise<void> {
    this.#stopping = true;
    for (const one of this.#waiting) one.answered.abort();
    return Promise.resolve();
  }

  async #switch(request: Request, how: { decision: Allowed; command: "on" | "off" }): Promise<void> {
    const waiting: Waiting = {
      request,
      wanted: how.command.toUpperCase(),
      sinceT: this.#parts.clock.now().t,
      answered: new AbortController(),
    };
    if (this.#settings.state !== null) this.#waiting.add(waiting);
    const sent = await this.#send(request, how);
    if (sent && this.#settings.state === null) this.#complete(request, "The command was sent.");
    if (sent && this.#waiting.has(waiting)) {
      await sleep(this.#parts.scheduler, this.#settings.confirmWithinMs, waiting.answered.signal);
      if (this.#waiting.has(waiting)) this.#failed(request, `It did not report ${waiting.wanted} in time.`);
    }
    this.#waiting.delete(waiting);
  }

  async #send(request: Request, { decision, command }: { decision: Allowed; command: "on" | "off" }) {
    const { clock, emit } = this.#parts;
    const { topic } = this.#settings.command;
    const payload = this.#settings.command[command];
    const sent = clock.now();
    try {
      const delivery = decision.guarded ? await this.#deliverGuarded(decision, payload) : null;
      if (delivery?.outcome === "expired") {
        emit(expiredDraft(request, `The command was withdrawn: ${delivery.why}.`, clock.now()));
        return false;
      }
      if (delivery === null) await this.#parts.transport.publish(topic, payload, { qos: 0, retain: false });
      const deliveryMs = delivery?.ms ?? null;
      emit(commandedDraft(this.name, { command, topic, payload, by: request.id, deliveryMs, sent }));
      return true;
    } catch (error) {
      this.#failed(request, `The command did not leave: ${messageOf(error)}`);
      return false;
    }
  }

  async #deliverGuarded(decision: Allowed, payload: string): Promise<Delivery> {
    const standing = this.#parts.stillThere(decision);
    if (!standing.ok) return { outcome: "expired", why: standing.reason };
    const { deliverWithinMs, command } = this.#settings;
    const obstacle = (): string | null => {
      const now = this.#parts.stillThere(decision);
      return now.ok ? null : now.reason;
    };
    return deliver({ topic: command.topic, payload, deliverWithinMs, obstacle }, this.#parts);
  }

  #complete(request: Request, reason: string): void {
    this.#parts.emit(completedDraft(request, reason, this.#parts.clock.now()));
  }

  #failed(request: Request, why: string): void {
    this.#parts.emit(failedDraft(this.name, why, { by: request.id, now: this.#parts.clock.now() }));
  }
}

function toSwitchValue(value: unknown): "ON" | "OFF" | null {
  const word = typeof value === "string" ? value.trim().toUpperCase() : value;
  if (word === true || word === 1 || word === "ON" || word === "TRUE" || word === "1") return "ON";
  return word === false || word === 0 || word === "OFF" || word === "FALSE" || word === "0" ? "OFF" : null;
}
