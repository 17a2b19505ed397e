import { z } from "zod";
import { StateFile } from "../../adapters/state-directory/state-file.ts";
import type { EntryRecord } from "../../guard/codes/attempts.ts";
import type { EntryStore } from "../../guard/codes/ports.ts";
import { GatehouseError } from "../../runtime/errors.ts";

const Stored = z.object({
  version: z.literal(1),
  entries: z.record(z.string(), z.object({ wrong: z.int().min(0), t: z.number(), boot: z.string() })),
});

/** Wrong codes, in a file of the state directory. One that is damaged lets nobody in by a code. */
export function entryStore(stateDirectory: string): EntryStore {
  const file = new StateFile(stateDirectory, "code-entries.json");
  return {
    load: () => {
      const text = file.read();
      if (text === null) return {};
      try {
        return Stored.parse(JSON.parse(text)).entries;
      } catch {
        const message = `${file.path} is damaged, so no code is looked at: take it away.`;
        throw new GatehouseError("CODES_DAMAGED", message, { kind: "failed" });
      }
    },
    save: (records: Readonly<Record<string, EntryRecord>>) =>
      file.write(`${JSON.stringify({ version: 1, entries: records })}\n`),
  };
}
