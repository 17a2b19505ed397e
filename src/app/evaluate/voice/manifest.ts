import { GatehouseError } from "../../../runtime/errors.ts";
import type { Slots } from "../../../perception/voice/matcher.ts";

/** One recording of a manifest. */
export interface Recording {
  /** As the manifest writes it: relative to the manifest's folder, or absolute. */
  readonly file: string;
  /** What is said, if the manifest knows. */
  readonly text: string | null;
  readonly intent: string | null;
  /** What has to be understood; null if the manifest does not say. */
  readonly slots: Slots | null;
}

/**
 * Reads a tab-separated manifest. The first line names the columns: `file`, and if there are such `text`, `intent` and
 * `slots` (JSON); others are ignored.
 *
 * @param only keeps the recordings whose file begins so
 * @throws GatehouseError `EVAL_VOICE_MANIFEST` (usage) that names the line
 */
export function parseManifest(text: string, path: string, only = ""): readonly Recording[] {
  const [head = "", ...lines] = text.replace(/^\uFEFF/u, "").split(/\r?\n/u);
  const columns = head.split("\t");
  const refuse = (line: number, why: string): GatehouseError =>
    new GatehouseError("EVAL_VOICE_MANIFEST", `${path}:${line}: ${why}`, { kind: "usage" });
  if (!columns.includes("file"))
    throw refuse(1, "the first line must name the columns, separated by tabs; one of them is `file`");
  const recordings = lines.flatMap((line, i): Recording[] => {
    if (line.trim() === "") return [];
    const cells = line.split("\t");
    const cell = (name: string): string => cells[columns.indexOf(name)]?.trim() ?? "";
    const file = cell("file");
    if (file === "") throw refuse(i + 2, "there is no file");
    if (!file.startsWith(only)) return [];
    const slots = slotsOf(cell("slots"));
    if (slots === undefined) throw refuse(i + 2, 'expected slots as JSON, such as {"room": "kitchen"}');
    return [{ file, slots, text: cell("text") || null, intent: cell("intent") || null }];
  });
  if (recordings.length === 0)
    throw refuse(1, only === "" ? "there is no recording in it" : `no file begins with "${only}"`);
  return recordings;
}

/** Undefined if that is not an object of texts and numbers. */
function slotsOf(cell: string): Slots | null | undefined {
  if (cell === "") return null;
  try {
    const data: unknown = JSON.parse(cell);
    if (typeof data !== "object" || data === null || Array.isArray(data)) return undefined;
    const entries = Object.entries(data);
    if (!entries.every(([, value]) => typeof value === "string" || typeof value === "number"))
      return undefined;
    return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
  } catch {
    return undefined;
  }
}
