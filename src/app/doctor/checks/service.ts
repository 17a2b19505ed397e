import { programOutput } from "../../../adapters/process/program-output.ts";
import { problem, warning, type Advice } from "../advice.ts";
import type { Outcome } from "../check.ts";

const UNIT = "gatehouse.service";
const PROPERTIES = [
  "LoadState",
  "ActiveState",
  "SubState",
  "UnitFileState",
  "Result",
  "NRestarts",
  "StatusText",
];
const SYSTEMCTL_MS = 5_000;

/** What systemd says of a unit. */
export type UnitState = Readonly<Partial<Record<(typeof PROPERTIES)[number], string>>>;

/** How the service is, if Gatehouse runs as one. */
export async function checkService(heldBy: number | null, signal: AbortSignal): Promise<Outcome> {
  const words = ["show", UNIT, `--property=${PROPERTIES.join(",")}`];
  const { outcome, output } = await programOutput("systemctl", words, { timeoutMs: SYSTEMCTL_MS, signal });
  const running = heldBy === null ? "does not run now" : `runs (process ${heldBy})`;
  if (outcome !== "done")
    return { found: `no systemd here; Gatehouse ${running}`, advice: [], facts: { heldBy } };
  const unit = parseUnit(output);
  if (unit["LoadState"] !== "loaded")
    return { found: `not installed as a service; Gatehouse ${running}`, advice: [], facts: { heldBy } };
  const status = unit["StatusText"] === "" ? "" : `: ${unit["StatusText"] ?? ""}`;
  return {
    found: `${UNIT} is ${unit["ActiveState"] ?? "?"} (${unit["SubState"] ?? "?"})${status}`,
    advice: unitAdvice(unit),
    facts: { heldBy, ...unit },
  };
}

/** `KEY=VALUE` lines. */
export function parseUnit(output: string): UnitState {
  return Object.fromEntries(
    output.split("\n").flatMap((line) => {
      const at = line.indexOf("=");
      return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1)]];
    }),
  );
}

/** What is wrong with the service, by what systemd says. */
export function unitAdvice(unit: UnitState): Advice[] {
  const restarts = Number(unit["NRestarts"] ?? 0);
  const log = `see journalctl -u ${UNIT} -e`;
  return [
    ...(unit["ActiveState"] === "failed"
      ? [problem(`the service has failed (${unit["Result"] ?? "?"}): ${log}`)]
      : []),
    ...(unit["ActiveState"] === "inactive"
      ? [warning(`the service does not run: sudo systemctl start ${UNIT}`)]
      : []),
    ...(restarts > 0
      ? [warning(`systemd had to start it again ${restarts} ${restarts === 1 ? "time" : "times"}: ${log}`)]
      : []),
    ...(unit["UnitFileState"] === "disabled"
      ? [warning(`it does not start with the machine: sudo systemctl enable ${UNIT}`)]
      : []),
  ];
}
