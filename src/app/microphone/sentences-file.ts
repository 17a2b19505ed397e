import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { z } from "zod";
import type { GrammarSource } from "../../perception/voice/grammar.ts";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";

const Text = z.union([z.string(), z.number()]).transform(String);
const Sentences = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const Values = z.array(z.union([Text, z.strictObject({ in: z.string(), out: Text })]));
const List = z.union([
  Values,
  z.strictObject({ values: Values }),
  z.strictObject({
    range: z.strictObject({ from: z.number(), to: z.number(), step: z.number().optional() }),
  }),
]);
const Lists = z.record(z.string(), List);

const Intent = z.union([
  Sentences.transform((sentences) => ({ sentences, slots: undefined })),
  z.strictObject({ sentences: Sentences, slots: Lists.optional() }),
  // As custom sentences of Home Assistant write it.
  z
    .strictObject({ data: z.array(z.strictObject({ sentences: Sentences })) })
    .transform(({ data }) => ({ sentences: data.flatMap(({ sentences }) => sentences), slots: undefined })),
]);
const Intents = z.record(z.string(), Intent);
const WithVocabulary = z.strictObject({
  language: z.literal("en").optional(),
  intents: Intents,
  lists: Lists.optional(),
  expansion_rules: z.record(z.string(), z.string()).optional(),
});

const FORMS =
  "expected a list of sentences; or intents with their sentences; or `intents:` with `lists:` and `expansion_rules:`";

/**
 * Sentences to try out, from a YAML file: a list of sentences; or `intent: sentence`, `intent: [sentences]`,
 * `intent: { sentences: …, slots: { name: [values] } }`; or these below `intents:`, beside `lists:` and
 * `expansion_rules:` that all of them share, as in custom sentences of Home Assistant.
 * Throws `VOICE_SENTENCES_FILE` or `VOICE_SENTENCES_INVALID`.
 */
export async function readSentencesFile(path: string): Promise<Omit<GrammarSource, "wakePhrase">> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw new GatehouseError("VOICE_SENTENCES_FILE", `${path} cannot be read: ${messageOf(error)}`, {
      kind: "missing",
      cause: error,
    });
  });
  let data: unknown;
  try {
    data = parse(text);
  } catch (error) {
    throw unreadable(path, messageOf(error));
  }
  if (Array.isArray(data)) {
    const sentences = checked(z.array(z.string()), data, path);
    return { intents: sentences.map((sentence) => ({ intent: sentence, sentences: [sentence] })) };
  }
  const isWhole = typeof data === "object" && data !== null && "intents" in data;
  const file = isWhole
    ? checked(WithVocabulary, data, path)
    : { intents: checked(Intents, data, path), lists: undefined, expansion_rules: undefined };
  return {
    intents: Object.entries(file.intents).map(([intent, given]) => ({ intent, ...given })),
    lists: file.lists,
    rules: file.expansion_rules,
  };
}

function checked<Data>(schema: z.ZodType<Data>, data: unknown, path: string): Data {
  const read = schema.safeParse(data);
  if (read.success) return read.data;
  const at = read.error.issues[0]?.path.join(".") ?? "";
  throw unreadable(path, at === "" ? FORMS : `at ${at}: ${FORMS}`);
}

function unreadable(path: string, why: string): GatehouseError {
  return new GatehouseError("VOICE_SENTENCES_INVALID", `${path} cannot be used: ${why}`, { kind: "usage" });
}
