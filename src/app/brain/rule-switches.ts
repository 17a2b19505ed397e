import type { RuleSwitches } from "../../devices/ports.ts";
import type { Requester } from "../../events/action.ts";
import type { EventDraft } from "../../events/catalogue.ts";
import type { Clock } from "../../runtime/clock.ts";
import { GatehouseError } from "../../runtime/errors.ts";

export interface RuleSwitchHolderOptions {
  readonly clock: Clock;
  /** Those that are off as this start begins, and whether the rules in force have one of a name. */
  readonly rules: { readonly off: readonly string[]; knows(rule: string): boolean };
  readonly emit: (draft: EventDraft) => void;
}

/** Which rules are switched off. It survives restarts because `rule.switched` is journalled; a rule that is taken away and comes back is as it was. */
export class RuleSwitchHolder implements RuleSwitches {
  readonly #options: RuleSwitchHolderOptions;
  readonly #off: Set<string>;

  constructor(options: RuleSwitchHolderOptions) {
    this.#options = options;
    this.#off = new Set(options.rules.off);
  }

  /** The rules that are off, by id. */
  get off(): readonly string[] {
    return [...this.#off];
  }

  set(rule: string, enabled: boolean, by: Requester): boolean {
    const { clock, emit, rules } = this.#options;
    if (!rules.knows(rule))
      throw new GatehouseError("UNKNOWN_RULE", `There is no rule ${rule} that runs.`, { kind: "failed" });
    if (this.#off.has(rule) !== enabled) return false;
    if (enabled) this.#off.delete(rule);
    else this.#off.add(rule);
    emit({ name: "rule.switched", source: "brain", ...clock.now(), rule, enabled, by });
    return true;
  }
}
