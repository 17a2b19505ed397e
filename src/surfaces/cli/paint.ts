/** Ways to set a text off; on anything but a terminal they leave it as it is. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  notable(text: string): string;
}

const same = (text: string): string => text;

/** No colours: for files, pipes, and for who sets NO_COLOR (https://no-color.org). */
export const plainPaint: Paint = { bold: same, dim: same, good: same, bad: same, notable: same };

const sgr =
  (code: number) =>
  (text: string): string =>
    `\u001b[${code}m${text}\u001b[0m`;

/** ANSI colours that can be read on dark and on light grounds. */
export const terminalPaint: Paint = {
  bold: sgr(1),
  dim: sgr(2),
  good: sgr(32),
  bad: sgr(31),
  notable: sgr(36),
};

/** Colours only on a terminal, and only where nobody asked for none. */
export function paintFor(out: object, env: Readonly<Record<string, string | undefined>>): Paint {
  const unwanted = (env.NO_COLOR ?? "") !== "" || env.TERM === "dumb";
  return "isTTY" in out && out.isTTY === true && !unwanted ? terminalPaint : plainPaint;
}

/**
 * A text that may come from outside (a message, a spoken sentence) without what would move a terminal's cursor or
 * break the line.
 */
export function printable(text: string): string {
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, "\ufffd");
}
