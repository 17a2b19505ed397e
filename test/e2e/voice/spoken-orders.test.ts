import { join } from "node:path";
import { expect, it } from "vitest";
import { developmentData } from "../../fakes/development-data.ts";
import { canRecognise, FileEars, voiceIndex } from "../../fakes/voice-tools.ts";

const data = developmentData();
const folder = data === null ? "" : join(data, "voice");

/** Orders of a coffee machine as people spoke them: up to three properties, a drink, up to two additions. */
function orders(records: readonly Readonly<Record<string, string>>[]): {
  sentences: string[];
  slots: Record<string, string[]>;
} {
  const values = new Map<string, Set<string>>();
  for (const { slots = "{}" } of records)
    for (const [name, value] of Object.entries(JSON.parse(slots) as Record<string, string>))
      values.set(name, (values.get(name) ?? new Set()).add(value));
  const property = "[{size}|{roast}|{numberOfShots}]";
  const addition = "({milkAmount}|{sugarAmount})";
  return {
    sentences: [
      `(brew|can I get|can I have|I want|get me|give me|I'd like|make me|may I have) [a|an] ` +
        `${property} ${property} ${property} {coffeeDrink} [with ${addition} [and ${addition}]]`,
    ],
    slots: Object.fromEntries([...values].map(([name, set]) => [name, [...set]])),
  };
}

it.skipIf(!canRecognise() || data === null)(
  "recognises what people order, with every slot (needs the development data, PocketSphinx and the fetched models)",
  { timeout: 400_000 },
  async () => {
    const records = voiceIndex(folder).filter(({ file = "" }) => file.startsWith("commands_coffee/"));
    const ears = await FileEars.open({
      wakePhrase: null,
      intents: [{ intent: "order", ...orders(records) }],
      thresholds: { accept: -12, acceptGuarded: -5 },
      guardedIntents: [],
    });
    let exact = 0;
    const wrong: string[] = [];
    for (const { file = "", slots = "{}" } of records) {
      const heard = await ears.hear(join(folder, file));
      const found = heard.flatMap(({ verdict }) => (verdict.kind === "commanded" ? [verdict.slots] : []));
      const expected = JSON.parse(slots) as Record<string, string>;
      const same =
        found.length === 1 && JSON.stringify(sorted(found[0]!)) === JSON.stringify(sorted(expected));
      if (same) exact += 1;
      else wrong.push(`${file}: ${JSON.stringify(heard.map(({ verdict }) => verdict))} for ${slots}`);
    }
    await ears.close();
    console.log(`spoken orders: ${exact} of ${records.length} exact\n${wrong.join("\n")}`);
    expect(records).toHaveLength(45);
    expect(exact / records.length).toBeGreaterThanOrEqual(0.9);
  },
);

function sorted(slots: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(slots).sort(([a], [b]) => (a < b ? -1 : 1));
}
