import { execFile } from "node:child_process";
import { arpabetOfIpa } from "../../perception/voice/ipa.ts";
import type { Pronouncer } from "../../perception/voice/ports.ts";

const TIMEOUT_MS = 10_000;

/** espeak-ng's guess at words no dictionary has. Where it is not installed it knows no word. */
export class EspeakPronouncer implements Pronouncer {
  async pronounce(words: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const lines = (await transcribe(words)).trim().split("\n");
    const found = new Map<string, readonly string[]>();
    if (lines.length !== words.length) return found;
    words.forEach((word, i) => {
      const phones = arpabetOfIpa(lines[i] ?? "");
      if (phones !== "") found.set(word, [phones]);
    });
    return found;
  }
}

/** One line of IPA a word; empty if espeak-ng is missing or fails. */
function transcribe(words: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const child = execFile(
      "espeak-ng",
      ["-q", "-v", "en-us", "--ipa"],
      { timeout: TIMEOUT_MS },
      (error, stdout) => resolve(error === null ? stdout : ""),
    );
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(`${words.join("\n")}\n`);
  });
}
