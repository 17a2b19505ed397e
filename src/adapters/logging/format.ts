/** Where the log goes decides how a line looks. */
export type LogFormat =
  /** journald: a syslog priority in front, no time (journald has it). */
  | "journal"
  /** A person at a terminal. */
  | "terminal"
  /** Anything else: one JSON object a line. */
  | "json";

/** One line as pino wrote it. */
interface Line {
  readonly level: string;
  readonly time: string;
  readonly message: string;
  readonly component?: string;
  readonly [field: string]: unknown;
}

/** sd-daemon(3): a line that starts with `<N>` has syslog priority N. */
const PRIORITY: Readonly<Record<string, number>> = { debug: 7, info: 6, warn: 4, error: 3, fatal: 2 };

const COLOUR: Readonly<Record<string, string>> = {
  debug: "\u001b[2m",
  warn: "\u001b[33m",
  error: "\u001b[31m",
};
const RESET = "\u001b[0m";

/**
 * The format for a log that goes to `stderr`.
 *
 * @param stderr device and inode of the stream (fstat), and whether it is a terminal. systemd.exec(5): JOURNAL_STREAM
 *   names the stream that journald reads; it is inherited, so only a stream that *is* it gets priorities.
 */
export function detectFormat(
  env: Readonly<Record<string, string | undefined>>,
  stderr: { readonly device: number; readonly inode: number; readonly isTerminal: boolean },
): LogFormat {
  if (env.JOURNAL_STREAM === `${stderr.device}:${stderr.inode}`) return "journal";
  return stderr.isTerminal ? "terminal" : "json";
}

/** Turns a JSON line of the logger into what a person reads; colours only if `colour`. */
export function renderLine(json: string, format: "journal" | "terminal", colour = false): string {
  const { level, time, message, component, ...fields } = JSON.parse(json) as Line;
  const text = [
    component === undefined ? message : `${component}: ${message}`,
    ...Object.entries(fields).map(field),
  ]
    .join(" ")
    .replaceAll("\n", "\\n");
  if (format === "journal") return `<${PRIORITY[level] ?? 6}>${text}\n`;
  const head = `${time.slice(11, 23)} ${level.padEnd(5)}`;
  const paint = colour ? COLOUR[level] : undefined;
  return paint === undefined ? `${head} ${text}\n` : `${paint}${head} ${text}${RESET}\n`;
}

function field([name, value]: [string, unknown]): string {
  const plain = typeof value === "string" && /^[^\s"=]+$/.test(value);
  return `${name}=${plain ? value : JSON.stringify(value)}`;
}
