// What the processes of a running daemon take, read from /proc.
import { readdirSync, readFileSync } from "node:fs";

/** Ticks a second of the times in /proc (USER_HZ, 100 on every Linux that Node runs on). */
const TICKS = 100;

/** The daemon's own process and its children: `brain`, and each sensor by its name. */
export function processesOf(pid) {
  const found = [{ name: "brain", pid }];
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = read(`/proc/${entry}/stat`);
    if (stat === null || Number(fieldsOf(stat)[1]) !== pid) continue;
    const words = (read(`/proc/${entry}/cmdline`) ?? "").split("\0");
    const entryPoint = words.findIndex((word) => word.endsWith("-process.js"));
    if (entryPoint >= 0) found.push({ name: words[entryPoint + 1] ?? "sensor", pid: Number(entry) });
  }
  return found;
}

/** Processor time so far, ms, and memory, MB: `rss` as the kernel counts it, `own` without pages shared with others. */
export function usageOf(pid) {
  const fields = fieldsOf(read(`/proc/${pid}/stat`) ?? "");
  const rollup = read(`/proc/${pid}/smaps_rollup`) ?? "";
  const megabytes = (name) =>
    [...rollup.matchAll(new RegExp(`^${name}:\\s+(\\d+) kB`, "gm"))].reduce(
      (sum, [, kb]) => sum + Number(kb),
      0,
    ) / 1024;
  return {
    cpuMs: ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS,
    rssMb: megabytes("Rss"),
    ownMb: megabytes("Private_Clean") + megabytes("Private_Dirty"),
  };
}

/** The fields after the name, which may hold spaces: state, parent, … */
function fieldsOf(stat) {
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
