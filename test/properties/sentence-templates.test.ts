import fc from "fast-check";
import { expect, it } from "vitest";
import { compileGrammar, interpret } from "../../src/perception/voice/grammar.ts";
import { parseTemplate } from "../../src/perception/voice/template.ts";

const LISTS: Record<string, readonly string[]> = {
  room: ["hall", "Living Room", "porch"],
  state: ["on", "off", "half open"],
};
const word = fc.constantFrom("turn", "switch", "the", "light", "door", "mode", "please", "guard", "house");

/** A template's text, and one way of saying it with the slots that way fills. */
interface Sample {
  readonly text: string;
  readonly words: readonly string[];
  readonly slots: Readonly<Record<string, string>>;
}
const nothing = { words: [], slots: {} };

const sample: fc.Arbitrary<Sample> = fc.letrec<{ node: Sample }>((tie) => ({
  node: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    word.map((one): Sample => ({ text: one, words: [one], slots: {} })),
    fc.constantFrom(...Object.keys(LISTS)).chain((list) =>
      fc.constantFrom(...(LISTS[list] ?? [])).map((value): Sample => ({
        text: `{${list}}`,
        words: value.toLowerCase().split(" "),
        slots: { [list]: value },
      })),
    ),
    fc.tuple(tie("node"), fc.boolean()).map(([inner, said]): Sample => ({
      ...(said ? inner : nothing),
      text: `[${inner.text}]`,
    })),
    fc.tuple(tie("node"), tie("node"), fc.boolean()).map(([one, other, first]): Sample => ({
      ...(first ? one : other),
      text: `(${one.text}|${other.text})`,
    })),
    fc.tuple(tie("node"), tie("node")).map(([one, other]): Sample => ({
      text: `${one.text} ${other.text}`,
      words: [...one.words, ...other.words],
      slots: { ...one.slots, ...other.slots },
    })),
  ),
})).node;

it("any way of saying a template is understood as its intent", () => {
  fc.assert(
    fc.property(sample, (generated) => {
      const text = `certainly ${generated.text}`;
      const grammar = compileGrammar({
        wakePhrase: "hey gatehouse",
        intents: [{ intent: "it", sentences: [text], slots: LISTS }],
      });
      expect(grammar.problems).toEqual([]);
      const said = ["certainly", ...generated.words];
      const { command } = interpret(grammar, ["hey", "gatehouse", ...said]);
      expect(command?.intent).toBe("it");
      expect(command?.sentence).toBe(said.join(" "));
      for (const name of Object.keys(command?.slots ?? {}))
        expect(LISTS[name]).toContain(command?.slots[name]);
      // Every word that can be said is a word that the recogniser is taught.
      for (const one of said) expect(grammar.words).toContain(one);
    }),
    { numRuns: 300 },
  );
});

it("a slot that is said once is reported as it was said", () => {
  const value = fc.constantFrom(...(LISTS["room"] ?? []));
  fc.assert(
    fc.property(value, fc.boolean(), (room, polite) => {
      const intents = [{ intent: "light", sentences: ["[please] light the {room} now"], slots: LISTS }];
      const grammar = compileGrammar({ wakePhrase: null, intents });
      const words = [...(polite ? ["please"] : []), "light", "the", ...room.toLowerCase().split(" "), "now"];
      expect(interpret(grammar, words).command?.slots).toEqual({ room });
    }),
  );
});

it("no text makes the parser throw, and mistakes are inside the text", () => {
  const messy = fc.string({ unit: fc.constantFrom(..."ab [](){}<>|:'-1&ü ".split("")), maxLength: 40 });
  fc.assert(
    fc.property(messy, (text) => {
      const parsed = parseTemplate(text);
      if (!parsed.ok) {
        expect(parsed.offset).toBeGreaterThanOrEqual(0);
        expect(parsed.offset).toBeLessThanOrEqual(text.length);
      }
    }),
    { numRuns: 1000 },
  );
});
