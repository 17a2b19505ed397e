import { Kernel } from "../../src/app/brain/kernel.ts";
import type { Action, Request, Requester } from "../../src/events/action.ts";
import type { EventDraft, GatehouseEvent } from "../../src/events/catalogue.ts";
import type { Sighting } from "../../src/events/sighting.ts";
import { silentLogger } from "../../src/runtime/logger.ts";
import { ManualClock } from "./manual-clock.ts";
import { MemoryJournal } from "./memory-journal.ts";

/** A kernel whose decider writes down what it is shown and wants what a test tells it to. */
export class KernelStand {
  readonly clock = new ManualClock();
  readonly journal = new MemoryJournal({ clock: this.clock });
  /** What reached the decider and the observers, in order. */
  readonly seen: string[] = [];
  /** What the rules ask for at an event; nothing by default. May throw. */
  wanted: (event: GatehouseEvent) => readonly Request[] = () => [];
  /** What the observers do besides. */
  observed: (event: GatehouseEvent) => void = () => undefined;
  /** What the guard does with a request besides; nothing by default. */
  judged: (request: Request) => void = () => undefined;
  readonly errors: string[] = [];
  readonly kernel: Kernel;

  constructor() {
    this.kernel = new Kernel({
      journal: this.journal,
      logger: {
        ...silentLogger,
        error: (_message, facts) =>
          this.errors.push(String((facts as { error?: unknown } | undefined)?.error)),
      },
      observers: [
        (event) => {
          this.seen.push(`shown ${labelOf(event)}`);
          this.observed(event);
        },
      ],
      decider: {
        onEvent: async (event) => {
          this.seen.push(`rules ${labelOf(event)}`);
          return this.wanted(event);
        },
        onSighting: (sighting: Sighting) => this.seen.push(`sighting of ${sighting.camera}`),
        onRequest: (request) => {
          this.seen.push(`guard ${request.id}`);
          this.judged(request);
        },
      },
    });
  }
}

function labelOf(event: GatehouseEvent): string {
  if (event.name === "timer.fired") return `timer ${event.which}`;
  return event.name === "request.made" ? `made ${event.request}` : event.name;
}

/** A small event with a name of its own. */
export function timer(which: string): EventDraft {
  return { name: "timer.fired", source: "brain", at: 1_700_000_000_000, t: 1_000_000, which };
}

/** A wish of the command line, or of whom the test says. */
export function wish(
  id: string,
  options: { action?: Action; by?: Requester; cause?: string | null } = {},
): Request {
  return {
    id,
    action: options.action ?? { kind: "mode", mode: "sentry" },
    by: options.by ?? { kind: "command" },
    cause: options.cause ?? null,
    at: 1_700_000_000_000,
    t: 1_000_000,
  };
}
