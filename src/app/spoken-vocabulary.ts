import type { GatehouseConfig } from "../config/schema/gatehouse.ts";
import { spokenNumber } from "../perception/voice/spoken-number.ts";
import { parseTemplate } from "../perception/voice/template.ts";
import { parseList, type ListSource } from "../perception/voice/word-list.ts";

/** What sentences may name besides their own slots. */
export interface SpokenVocabulary {
  readonly lists: Readonly<Record<string, ListSource>>;
  readonly rules: Readonly<Record<string, string>>;
}

/** What the lists are made from. */
type Configured = Pick<GatehouseConfig, "devices" | "cameras" | "modes" | "voice">;

/**
 * The lists and rules of the configuration, and the lists that are always there. Names that cannot be spoken, and lists
 * that would be empty, are left out.
 *
 * @param people everybody who is enrolled, by name
 */
export function spokenVocabulary(config: Configured, people: readonly string[]): SpokenVocabulary {
  const devices = Object.entries(config.devices);
  const named = (type: string): Named[] =>
    devices.flatMap(([name, device]) =>
      type === "device" || device.type === type ? [{ name, also: device.name }] : [],
    );
  const builtIn = {
    person: people.map((name) => ({ name })),
    device: named("device"),
    lock: named("lock"),
    switch: named("switch"),
    cover: named("cover"),
    camera: Object.keys(config.cameras).map((name) => ({ name })),
    mode: Object.keys(config.modes).map((name) => ({ name })),
  };
  const lists = Object.entries(builtIn).flatMap(([list, names]) => {
    const values = names.flatMap(valuesOf);
    return values.length === 0 ? [] : [[list, values] as const];
  });
  return {
    lists: { ...Object.fromEntries(lists), ...config.voice.lists },
    rules: config.voice.expansion_rules,
  };
}

interface Named {
  readonly name: string;
  readonly also?: string | undefined;
}

function valuesOf({ name, also }: Named): { in: string; out: string }[] {
  const ways = [...new Set([name, ...(also === undefined ? [] : [also])].map(spokenName))];
  return ways
    .map((way) => ({ in: way, out: name }))
    .filter((value) => value.in !== "" && parseList([value]).ok);
}

/** `light_2` is said "light two"; signs that a template would take for its own are left out. */
function spokenName(name: string): string {
  return name
    .replaceAll(/\d+/gu, (digits) => ` ${spokenNumber(Number(digits))[0] ?? ""} `)
    .replaceAll(/[^\p{L}'’]+/gu, " ")
    .trim()
    .toLowerCase();
}

/** Something in `voice.lists` or `voice.expansion_rules` that cannot be spoken. */
interface VocabularyFault {
  readonly section: "lists" | "expansion_rules";
  readonly name: string;
  readonly message: string;
  /** Character of a rule's text. */
  readonly offset?: number;
}

/** Looks for lists and parts of sentences that cannot be spoken, or that name something that does not exist. */
export function findVocabularyFaults(
  lists: SpokenVocabulary["lists"],
  rules: SpokenVocabulary["rules"],
): readonly VocabularyFault[] {
  const faults: VocabularyFault[] = [];
  for (const [name, list] of Object.entries(lists)) {
    const parsed = parseList(list);
    if (!parsed.ok) faults.push({ section: "lists", name, message: parsed.message });
  }
  for (const [name, text] of Object.entries(rules)) {
    const parsed = parseTemplate(text, { maybeSilent: true });
    if (!parsed.ok)
      faults.push({ section: "expansion_rules", name, message: parsed.message, offset: parsed.offset });
  }
  return faults;
}
