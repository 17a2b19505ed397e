import type { Request } from "../events/action.ts";
import type { GatehouseEvent } from "../events/catalogue.ts";

/** What a simulated house has to know to follow a wish for another mode. */
export interface ObeyingHouse {
  readonly mode: string;
  /** Modes that only the guard lets be left. */
  readonly guardedModes: readonly string[];
  readonly boot: string;
  readonly run: string;
}

/** The change of mode that a request leads to where no guard has to be asked; null: it leads to none. */
export function obeyed({ id, action, by, at, t }: Request, house: ObeyingHouse): GatehouseEvent | null {
  const { mode, guardedModes, boot, run } = house;
  if (action.kind !== "mode" || action.mode === mode || guardedModes.includes(mode)) return null;
  const stamp = { id: `${id}/obeyed`, v: 1 as const, seq: 0, source: "guard", boot, run };
  return { name: "mode.changed", ...stamp, at, t, from: mode, to: action.mode, by };
}
