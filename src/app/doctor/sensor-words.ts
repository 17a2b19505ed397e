import { journalPath, openJournalReader } from "../../adapters/sqlite/journal.ts";
import type { Damage } from "../../adapters/sqlite/damage.ts";
import type { SensorWord } from "./checks/camera.ts";

/** More sensors than a house has, and their comings and goings of an evening. */
const LATEST = 500;

/** What is known from the journal. */
export interface JournalWords {
  /** When the newest event was written down, ms since the epoch; null without any. */
  readonly newestAt: number | null;
  /** The damaged journal whose place this one has taken; null if there was none. */
  readonly damage: Damage | null;
  /** The last word on each sensor, by `camera:NAME` or `microphone:NAME`; one that is not in it was never lost in this run. */
  readonly sensors: ReadonlyMap<string, SensorWord>;
}

/** What the journal says of the sensors; nothing if there is no journal yet. Rejects if it cannot be read. */
export async function journalWords(stateDirectory: string): Promise<JournalWords> {
  const journal = await openJournalReader(journalPath(stateDirectory));
  try {
    const [newest] = await journal.reader.events({ newestFirst: true, limit: 1 });
    const names = ["sensor.lost", "sensor.recovered"] as const;
    const changes = await journal.reader.events({ names, newestFirst: true, limit: LATEST });
    const sensors = new Map<string, SensorWord>();
    // Oldest first, so that the latest word stays.
    for (const event of changes.toReversed()) {
      // What an earlier start of the daemon lost says nothing of this one.
      if (event.run !== newest?.run) continue;
      if (event.name === "sensor.lost") sensors.set(event.sensor, { ok: false, why: event.why });
      if (event.name === "sensor.recovered") sensors.set(event.sensor, { ok: true, why: event.why });
    }
    return { newestAt: newest?.at ?? null, damage: journal.damage, sensors };
  } finally {
    journal.close();
  }
}
