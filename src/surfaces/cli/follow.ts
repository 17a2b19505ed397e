import type { EventName, GatehouseEvent } from "../../events/catalogue.ts";
import type { JournalReader } from "../../events/journal.ts";
import { sleep } from "../../runtime/clock.ts";
import type { Scheduler } from "../../runtime/clock.ts";

/** How long a new event waits at most before it is shown. */
const POLL_MS = 200;
/** Events read at once; what is beyond follows in the next reading without a wait. */
const BATCH = 500;

export interface FollowOptions {
  readonly names?: readonly EventName[];
  /** Begin after this seq. */
  readonly afterSeq: number;
  readonly scheduler: Scheduler;
  /** Ends the iteration. */
  readonly signal: AbortSignal;
}

/** Every further event of a journal that another process writes, in order and each once, until `signal` aborts. */
export async function* follow(reader: JournalReader, options: FollowOptions): AsyncGenerator<GatehouseEvent> {
  let { afterSeq } = options;
  const names = options.names === undefined ? {} : { names: options.names };
  while (!options.signal.aborted) {
    const events = await reader.events({ ...names, afterSeq, limit: BATCH });
    for (const event of events) {
      afterSeq = event.seq;
      yield event;
    }
    if (events.length < BATCH) await sleep(options.scheduler, POLL_MS, options.signal);
  }
}
