import { fstatSync } from "node:fs";
import { pino } from "pino";
import type { Logger as Pino } from "pino";
import { GatehouseError } from "../../runtime/errors.ts";
import type { Logger } from "../../runtime/logger.ts";
import { detectFormat, renderLine } from "./format.ts";
import type { LogFormat } from "./format.ts";
import { redactFields, redactText } from "./redact.ts";

const LEVELS = ["debug", "info", "warn", "error"] as const;

/** Names a line gives a meaning to; a field of that name moves aside. */
const RESERVED = new Set(["level", "time", "message", "component"]);

export interface LoggerOptions {
  /** `debug`, `info`, `warn` or `error`: lines below it are not written. */
  readonly level: string;
  /** How a line looks; by default what suits standard error: journald, a terminal, or JSON. */
  readonly format?: LogFormat;
  /** Where lines go; by default standard error, without ever holding up or ending the process. */
  readonly write?: (line: string) => void;
}

/**
 * The log of a process. Credentials in URLs and fields named like secrets never get into it.
 *
 * @throws GatehouseError LOG_LEVEL_UNKNOWN (usage)
 */
export function createLogger(options: LoggerOptions): Logger {
  if (!(LEVELS as readonly string[]).includes(options.level)) {
    throw new GatehouseError(
      "LOG_LEVEL_UNKNOWN",
      `There is no log level "${options.level}"; use one of ${LEVELS.join(", ")}.`,
      { kind: "usage" },
    );
  }
  const format = options.format ?? formatOfStandardError();
  const write = options.write ?? standardError();
  const colour = format === "terminal" && process.env.NO_COLOR === undefined && options.write === undefined;
  const stream = {
    write: format === "json" ? write : (line: string) => write(renderLine(line, format, colour)),
  };
  return new PinoLogger(
    pino(
      {
        level: options.level,
        base: null,
        messageKey: "message",
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
      },
      stream,
    ),
  );
}

class PinoLogger implements Logger {
  readonly #pino: Pino;

  constructor(logger: Pino) {
    this.#pino = logger;
  }

  debug(message: string, fields?: Record<string, unknown>): void {
    this.#log("debug", message, fields);
  }

  info(message: string, fields?: Record<string, unknown>): void {
    this.#log("info", message, fields);
  }

  warn(message: string, fields?: Record<string, unknown>): void {
    this.#log("warn", message, fields);
  }

  error(message: string, fields?: Record<string, unknown>): void {
    this.#log("error", message, fields);
  }

  child(component: string): Logger {
    return new PinoLogger(this.#pino.child({ component: redactText(component) }));
  }

  #log(level: (typeof LEVELS)[number], message: string, fields: Record<string, unknown> = {}): void {
    if (!this.#pino.isLevelEnabled(level)) return;
    const safe = Object.entries(redactFields(fields)).map(([name, value]) => [
      RESERVED.has(name) ? `${name}_` : name,
      value,
    ]);
    this.#pino[level](Object.fromEntries(safe), redactText(message));
  }
}

function formatOfStandardError(): LogFormat {
  const { dev, ino } = fstatSync(2);
  return detectFormat(process.env, { device: dev, inode: ino, isTerminal: process.stderr.isTTY });
}

/** Writes at once, so that the last lines before a crash are there; a reader that went away is not our end. */
function standardError(): (line: string) => void {
  const stream = pino.destination({ dest: 2, sync: true });
  stream.on("error", () => undefined);
  return (line) => void stream.write(line);
}
