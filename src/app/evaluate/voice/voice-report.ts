import { boundOfNever } from "../rates.ts";
import type { Miss, VoiceResult } from "./voice.ts";

/** At most so many misses of a sort are shown to people; `--json` has all. */
const SHOWN = 20;

/** What came of the recordings, for people. */
export function voiceText(result: VoiceResult): string {
  const { commands, otherSpeech, latencyMs } = result;
  const lines: string[] = [];
  if (commands.total > 0)
    lines.push(
      `commands     ${share(commands.exact, commands.total)} exact, ${share(commands.confused, commands.total)} taken for ` +
        `another, ${share(commands.rejected, commands.total)} rejected`,
      ...named("taken for another", result.confusedPairs),
      ...named("rejected", result.rejectedCommands),
    );
  if (otherSpeech.total > 0)
    lines.push(
      `other speech ${share(otherSpeech.accepted, otherSpeech.total)} taken for a command` +
        (otherSpeech.accepted > 0
          ? ""
          : ` (below ${(100 * boundOfNever(otherSpeech.total)).toFixed(2)} % with 95 % confidence)`),
      ...named("taken for a command", result.falseAccepts),
    );
  if (latencyMs !== null)
    lines.push(
      `decided      ${Math.round(latencyMs.p50)} ms p50, ${Math.round(latencyMs.p95)} ms p95 after the end of speech`,
    );
  lines.push(
    `work         ${result.rtf.toFixed(3)} s for a second of sound; ${Math.round(result.seconds)} s heard`,
  );
  return lines.map((line) => `${line}\n`).join("");
}

function share(count: number, total: number): string {
  return `${count} of ${total} (${((100 * count) / total).toFixed(1)} %)`;
}

function named(how: string, misses: readonly Miss[]): string[] {
  const lines = misses.slice(0, SHOWN).map(({ file, from, wanted, understood, rejected }) => {
    const place = from === 0 ? file : `${file} from ${from} s`;
    const best = understood.length > 0 ? understood : rejected;
    const guess = best.map((one) => `"${one.sentence}"${"llr" in one ? ` (${one.llr})` : ""}`).join(", ");
    const meant = wanted === null ? "" : `; wanted ${JSON.stringify(wanted.slots)}`;
    return `  ${how}: ${place}: ${guess === "" ? "nothing heard" : guess}${meant}`;
  });
  return misses.length > SHOWN ? [...lines, `  … and ${misses.length - SHOWN} more`] : lines;
}
