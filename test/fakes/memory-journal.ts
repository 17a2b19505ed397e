import type { EventDraft, GatehouseEvent } from "../../src/events/catalogue.ts";
import { causeOf, chainOf, requestOf } from "../../src/events/chain.ts";
import type { EventQuery, JournalReader, JournalWriter } from "../../src/events/journal.ts";
import { stampEvent } from "../../src/events/stamp.ts";
import type { Authorisation, Debt, GuardStore, Spend } from "../../src/guard/ports.ts";
import type { RuleStore, Trace } from "../../src/rules/ports.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import { createIds } from "../../src/runtime/ids.ts";

const RECENT_MS = 600_000;
const TRACES_KEPT = 20;

export interface MemoryJournalOptions {
  readonly clock: Clock;
  readonly boot?: string;
  readonly run?: string;
  readonly random?: () => number;
}

/** All ports of the journal in memory, with the manners of the real one: for tests of what stands on it. */
export class MemoryJournal implements JournalReader, JournalWriter, GuardStore, RuleStore {
  /** Every event, oldest first. */
  readonly all: GatehouseEvent[] = [];
  /** Set to make every write fail with it, as on a full disk. */
  failure: Error | null = null;

  readonly #clock: Clock;
  readonly #boot: string;
  readonly #run: string;
  readonly #newId: () => string;
  readonly #debts = new Map<string, Debt>();
  readonly #spends: Spend[] = [];
  readonly #traces = new Map<string, Trace>();
  #state: string | null = null;

  constructor(options: MemoryJournalOptions) {
    this.#clock = options.clock;
    this.#boot = options.boot ?? "boot-1";
    this.#run = options.run ?? "run-1";
    this.#newId = createIds({ clock: options.clock, random: options.random ?? (() => 0) });
  }

  async append(drafts: readonly EventDraft[]): Promise<readonly GatehouseEvent[]> {
    this.#failIfToldTo();
    const events = drafts.map((draft, i) => this.#stamp(draft, this.all.length + 1 + i));
    this.all.push(...events);
    return structuredClone(events);
  }

  async events(query: EventQuery): Promise<readonly GatehouseEvent[]> {
    const found = this.all.filter(
      (event) =>
        (query.names === undefined || query.names.includes(event.name)) &&
        event.at >= (query.fromAt ?? -Infinity) &&
        event.at <= (query.toAt ?? Infinity) &&
        event.seq > (query.afterSeq ?? 0),
    );
    if (query.newestFirst === true) found.reverse();
    return structuredClone(found.slice(0, query.limit));
  }

  async event(id: string): Promise<GatehouseEvent | null> {
    return structuredClone(this.all.find((event) => event.id === id) ?? null);
  }

  async chainOf(request: string): Promise<readonly GatehouseEvent[]> {
    return structuredClone(
      chainOf(request, {
        ofRequest: (id) => this.all.filter((event) => requestOf(event) === id),
        byIds: (ids) => this.all.filter((event) => ids.includes(event.id)),
        madeBecauseOf: (ids) => this.all.filter((event) => ids.includes(causeOf(event) ?? "")),
      }),
    );
  }

  async lastRequest(): Promise<string | null> {
    const made = this.all.filter((event) => event.name === "request.made").reverse();
    const asked = made.filter((event) => event.by.kind !== "gatehouse");
    return (asked.find((event) => event.device !== null) ?? asked[0] ?? made[0])?.request ?? null;
  }

  async commit(authorisation: Authorisation): Promise<GatehouseEvent> {
    const [event] = await this.append([authorisation.allowed]);
    this.#spends.push(...structuredClone(authorisation.spends));
    const { debt } = authorisation;
    if (debt !== null) this.#debts.set(debt.device, { ...debt });
    return event!;
  }

  async debts(): Promise<readonly Debt[]> {
    return structuredClone([...this.#debts.values()].sort((a, b) => (a.device < b.device ? -1 : 1)));
  }

  async settle(device: string, request: string): Promise<void> {
    this.#failIfToldTo();
    if (this.#debts.get(device)?.request === request) this.#debts.delete(device);
  }

  async recentSpends(): Promise<readonly Spend[]> {
    const now = this.#clock.now();
    return structuredClone(
      this.#spends.filter(
        (spend) =>
          spend.at >= now.at - RECENT_MS || (spend.boot === this.#boot && spend.t >= now.t - RECENT_MS),
      ),
    );
  }

  async saveState(json: string): Promise<void> {
    this.#failIfToldTo();
    this.#state = json;
  }

  async loadState(): Promise<string | null> {
    return this.#state;
  }

  async saveTrace(trace: Trace): Promise<void> {
    this.#failIfToldTo();
    this.#traces.delete(trace.run);
    this.#traces.set(trace.run, structuredClone(trace));
    const alike = [...this.#traces.values()]
      .filter((other) => other.rule === trace.rule && other.outcome === trace.outcome)
      .sort((a, b) => a.at - b.at);
    for (const old of alike.slice(0, Math.max(0, alike.length - TRACES_KEPT))) this.#traces.delete(old.run);
  }

  async trace(run: string): Promise<Trace | null> {
    return structuredClone(this.#traces.get(run) ?? null);
  }

  async traces(rule: string): Promise<readonly Trace[]> {
    const found = [...this.#traces.values()].filter((trace) => trace.rule === rule).reverse();
    return structuredClone(found.sort((a, b) => b.at - a.at));
  }

  #stamp(draft: EventDraft, seq: number): GatehouseEvent {
    return stampEvent(draft, { id: this.#newId(), seq, boot: this.#boot, run: this.#run });
  }

  #failIfToldTo(): void {
    if (this.failure !== null) throw this.failure;
  }
}
