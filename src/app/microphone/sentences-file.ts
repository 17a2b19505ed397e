import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { z } from "zod";
import type { IntentSource } from "../../perception/voice/grammar.ts";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";

const Sentences = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const SentencesFile = z.union([
  z.array(z.string()),
  z.record(
    z.string(),
    z.union([
      Sentences,
      z.strictObject({
        sentences: Sentences,
        slots: z.record(z.string(), z.array(z.string())).optional(),
      }),
    ]),
  ),
]);

/**
 * Sentences to try out, from a YAML file: a list of sentences, or `intent: sentence`, `intent: [sentences]`,
 * `intent: { sentences: …, slots: { name: [values] } }`. Throws `VOICE_SENTENCES_FILE` or `VOICE_SENTENCES_INVALID`.
 */
export async function readSentencesFile(path: string): Promise<readonly IntentSource[]> {
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
  const read = SentencesFile.safeParse(data);
  if (!read.success) throw unreadable(path, "expected a list of sentences, or intents with their sentences");
  if (Array.isArray(read.data))
    return read.data.map((sentence) => ({ intent: sentence, sentences: [sentence] }));
  return Object.entries(read.data).map(([intent, given]) =>
    Array.isArray(given) ? { intent, sentences: given } : { intent, ...given },
  );
}

function unreadable(path: string, why: string): GatehouseError {
  return new GatehouseError("VOICE_SENTENCES_INVALID", `${path} cannot be used: ${why}`, { kind: "usage" });
}
