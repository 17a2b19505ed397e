import { isOver } from "../config/check-windows.ts";
import { factorsOf } from "../config/policies.ts";
import type { Finding } from "../config/problem.ts";
import type { Alternative } from "../config/schema/guard.ts";
import type { GatehouseConfig } from "../config/schema/gatehouse.ts";
import type { TimeWindow } from "../config/schema/time-window.ts";

/** What counts no more, for its last day is over: warnings. `today` is `YYYY-MM-DD`. */
export function overWindows(config: GatehouseConfig, today: string): Finding[] {
  return windowsOf(config).flatMap(([path, window]) => {
    if (!isOver(window, today)) return [];
    const message = `${window?.until ?? ""} is over: this counts no more, and can go`;
    return [{ severity: "warning", path: [...path, "until"], message }];
  });
}

type Placed = readonly [path: Finding["path"], window: TimeWindow | undefined];

function windowsOf({ codes, people, devices, modes }: GatehouseConfig): Placed[] {
  const of = (path: Finding["path"], alternatives: readonly Alternative[] = []): Placed[] =>
    alternatives.flatMap((alternative, index): Placed[] => [
      ...("all" in alternative ? [[[...path, index, "when"], alternative.when] as const] : []),
      ...factorsOf(alternative).map(
        ({ factor, at }) => [[...path, index, ...at, "when"], factor.when] as const,
      ),
    ]);
  return [
    ...Object.entries(codes).map(([name, { when }]) => [["codes", name, "when"], when] as const),
    ...people.rights.map(({ when }, index) => [["people", "rights", index, "when"], when] as const),
    ...Object.entries(devices).flatMap(([name, device]) =>
      device.type === "lock"
        ? of(["devices", name, "guard", "unlock"], device.guard.unlock)
        : device.type === "cover"
          ? of(["devices", name, "guard", "open"], device.guard.open)
          : [],
    ),
    ...Object.entries(modes).flatMap(([name, mode]) =>
      of(["modes", name, "leave", "guard"], mode.leave?.guard),
    ),
  ];
}
