import type { Request, Requester } from "../../events/action.ts";
import type { EventDraft, GatehouseEvent } from "../../events/catalogue.ts";
import { describeAction, deviceOf } from "../../events/describe-action.ts";
import type { JournalWriter } from "../../events/journal.ts";
import type { Sighting } from "../../events/sighting.ts";
import { BoundedQueue } from "../../runtime/bounded-queue.ts";
import { messageOf } from "../../runtime/errors.ts";
import type { Logger } from "../../runtime/logger.ts";

/** The decider between events and devices: what the rules want, and what the guard says to it. */
interface Decider {
  /** Folds one journalled event in; returns what the rules ask for because of it. */
  onEvent(event: GatehouseEvent): Promise<readonly Request[]>;
  onSighting(sighting: Sighting): void;
  /**
   * Judges one request (its `request.made` has been journalled) and, if it is allowed, has it carried out. Returns at
   * once: the decision and what follows arrive through `Kernel.emit`.
   */
  onRequest(request: Request): void;
}

/** What the kernel works with. */
export interface KernelParts {
  readonly journal: JournalWriter;
  readonly decider: Decider;
  /** Told of every event after it was journalled and decided upon (surfaces, recorder). Must not throw. */
  readonly observers: readonly ((event: GatehouseEvent) => void)[];
  readonly logger: Logger;
}

type Input =
  | { readonly kind: "drafts"; readonly drafts: readonly EventDraft[] }
  | { readonly kind: "journalled" }
  | { readonly kind: "sighting"; readonly sighting: Sighting }
  | { readonly kind: "request"; readonly request: Request }
  | { readonly kind: "probe"; readonly answer: () => void };

/** Inputs that may wait; a house at its busiest has some tens. */
const INBOX_LIMIT = 10_000;

/**
 * The one place through which everything flows, one input after the other: draft → journal → rules → guard → device.
 * It knows the order, not the contents.
 */
export class Kernel {
  readonly #parts: KernelParts;
  readonly #inbox = new BoundedQueue<Input>(INBOX_LIMIT);
  /** Events that the guard's store has journalled and nobody has been shown yet, in the journal's order. */
  readonly #unshown: GatehouseEvent[] = [];
  #isRunning = false;

  constructor(parts: KernelParts) {
    this.#parts = parts;
  }

  /** How many inputs were dropped because the kernel could not keep up. */
  get dropped(): number {
    return this.#inbox.dropped;
  }

  /** Takes facts to be journalled and decided upon. */
  emit(...drafts: readonly EventDraft[]): void {
    this.#take({ kind: "drafts", drafts });
  }

  /** Takes an event that is in the journal already (the guard's store writes its own). */
  journalled(event: GatehouseEvent): void {
    this.#unshown.push(event);
    this.#take({ kind: "journalled" });
  }

  /** Takes what a camera sees right now. */
  sighting(sighting: Sighting): void {
    this.#take({ kind: "sighting", sighting });
  }

  /** Takes a wish of a person or a surface. */
  request(request: Request): void {
    this.#take({ kind: "request", request });
  }

  /** Resolves when everything taken before has been worked off: the proof that the kernel is alive. */
  probe(): Promise<void> {
    return new Promise((answer) => this.#take({ kind: "probe", answer }));
  }

  #take(input: Input): void {
    this.#inbox.push(input);
    if (!this.#isRunning) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    // Begin in a later microtask: whoever gives an input goes on first.
    await Promise.resolve();
    for (let input = this.#inbox.shift(); input !== undefined; input = this.#inbox.shift()) {
      try {
        await this.#work(input);
      } catch (error) {
        this.#tell("an input could not be worked off", { kind: input.kind, error });
      }
    }
    // At once after the inbox was found empty: an input that came in between would lie there until the next one.
    this.#isRunning = false;
  }

  async #work(input: Input): Promise<void> {
    switch (input.kind) {
      case "sighting":
        this.#parts.decider.onSighting(input.sighting);
        return;
      case "probe":
        input.answer();
        return;
      case "drafts":
        await this.#decide(await this.#publish(input.drafts));
        return;
      case "journalled":
        await this.#decide(await this.#showBefore(Infinity));
        return;
      case "request":
        await this.#decide([input.request]);
    }
  }

  /** Journals drafts and shows them to rules and observers; returns the requests that follow. */
  async #publish(drafts: readonly EventDraft[]): Promise<Request[]> {
    if (drafts.length === 0) return [];
    const requests: Request[] = [];
    for (const event of await this.#parts.journal.append(drafts)) {
      requests.push(...(await this.#showBefore(event.seq)), ...(await this.#show(event)));
    }
    return requests;
  }

  /** Shows what the guard's store has journalled before `seq`: rules and surfaces see the journal's order. */
  async #showBefore(seq: number): Promise<readonly Request[]> {
    const requests: Request[] = [];
    for (let [event] = this.#unshown; event !== undefined && event.seq < seq; [event] = this.#unshown) {
      this.#unshown.shift();
      requests.push(...(await this.#show(event)));
    }
    return requests;
  }

  async #show(event: GatehouseEvent): Promise<readonly Request[]> {
    const requests = await this.#parts.decider.onEvent(event);
    for (const observe of this.#parts.observers) {
      try {
        observe(event);
      } catch (error) {
        // What the rules ask for must not hang on a surface.
        this.#tell("an event could not be shown to everybody", { event: event.name, error });
      }
    }
    return requests;
  }

  async #decide(requests: readonly Request[]): Promise<void> {
    const open = [...requests];
    for (let request = open.shift(); request !== undefined; request = open.shift()) {
      try {
        open.push(...(await this.#publish([madeEvent(request)])));
      } catch (error) {
        // A door can be locked without a journal; what opens one is committed before it is sent, or is not sent.
        this.#tell("a request could not be journalled", { request: request.id, error });
      }
      try {
        this.#parts.decider.onRequest(request);
      } catch (error) {
        this.#tell("a request could not be judged; nothing was sent for it", { request: request.id, error });
      }
    }
  }

  /** One failure must not take what comes after it along. */
  #tell(message: string, { error, ...facts }: Record<string, unknown>): void {
    this.#parts.logger.error(message, { ...facts, error: messageOf(error) });
  }
}

function madeEvent(request: Request): EventDraft {
  return {
    name: "request.made",
    source: sourceOf(request.by),
    at: request.at,
    t: request.t,
    request: request.id,
    device: deviceOf(request.action),
    action: describeAction(request.action),
    by: request.by,
    reason: whoAsks(request.by),
    detail: request.action,
    cause: request.cause,
  };
}

function sourceOf(by: Requester): string {
  if (by.kind === "rule") return `rule:${by.rule}`;
  return by.kind === "hub" || by.kind === "node" ? "mqtt" : by.kind === "command" ? "command" : "brain";
}

function whoAsks(by: Requester): string {
  switch (by.kind) {
    case "rule":
      return `Rule ${by.rule} asks for it.`;
    case "hub":
      return `A message on ${by.topic} asks for it.`;
    case "node":
      return `The mode of ${by.node} has changed, which this node follows.`;
    case "command":
      return "The command line asks for it.";
    case "gatehouse":
      return by.why;
  }
}
