/** Writes wall-clock times for people. */
export interface TimeText {
  /** `2026-11-23` */
  day(at: number): string;
  /** `17:40:12.345` */
  time(at: number): string;
}

/** @param timeZone an IANA name; by default the machine's own */
export function timeText(timeZone?: string): TimeText {
  const format = new Intl.DateTimeFormat("en-US", {
    ...(timeZone === undefined ? {} : { timeZone }),
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
    hourCycle: "h23",
  });
  const parts = (at: number): Record<string, string> =>
    Object.fromEntries(format.formatToParts(at).map((part) => [part.type, part.value]));
  return {
    day: (at) => {
      const { year, month, day } = parts(at);
      return `${year}-${month}-${day}`;
    },
    time: (at) => {
      const { hour, minute, second, fractionalSecond } = parts(at);
      return `${hour}:${minute}:${second}.${fractionalSecond}`;
    },
  };
}

/** A span of time that people read at a glance: `3 ms`, `1.2 s`, `2 min 5 s`, `3 h 20 min`. */
export function spanText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${trimmed(ms / 1000, 1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return joined([Math.floor(seconds / 60), "min"], [seconds % 60, "s"]);
  const minutes = Math.round(seconds / 60);
  return joined([Math.floor(minutes / 60), "h"], [minutes % 60, "min"]);
}

/** A number with at most so many decimals and no useless zeros. */
export function trimmed(value: number, decimals: number): string {
  return String(Number(value.toFixed(decimals)));
}

function joined(...parts: [value: number, unit: string][]): string {
  return parts
    .filter(([value]) => value > 0)
    .map(([value, unit]) => `${value} ${unit}`)
    .join(" ");
}
