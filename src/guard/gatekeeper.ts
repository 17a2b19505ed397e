import { deviceOf } from "../events/describe-action.ts";
import type { Request } from "../events/action.ts";
import type { Clock } from "../runtime/clock.ts";
import { authorise } from "./authorise.ts";
import type { Allowed, Decision } from "./decision.ts";
import { observe, type GuardInput } from "./observe.ts";
import type { GuardPolicies } from "./policy.ts";
import { emptyGuard, type GuardState } from "./state.ts";
import { stillThere, type Standing } from "./still-there.ts";

/**
 * Holds the guard's state. What it allows is spent before it answers, so that no two requests rest on the same evidence,
 * however long the commit takes and whether or not it succeeds.
 */
export class Gatekeeper {
  readonly #identity: { readonly run: string; readonly boot: string };
  readonly #clock: Clock;
  #policies: GuardPolicies;
  #state: GuardState;

  constructor(options: { run: string; boot: string; clock: Clock; policies: GuardPolicies }) {
    this.#identity = { run: options.run, boot: options.boot };
    this.#clock = options.clock;
    this.#policies = options.policies;
    this.#state = emptyGuard(this.#identity);
  }

  /** What it knows: for tests and for whoever shows it. */
  get state(): GuardState {
    return this.#state;
  }

  /**
   * Judges by other policies from now on; what it knows stays. A mode that is in force takes what it took to leave it, also
   * when the configuration has lost it.
   */
  usePolicies(policies: GuardPolicies): void {
    const { mode } = this.#state;
    const before = mode === null ? undefined : this.#policies.modes[mode];
    const lost = mode !== null && before !== undefined && !Object.hasOwn(policies.modes, mode);
    this.#policies = lost ? { ...policies, modes: { ...policies.modes, [mode]: before } } : policies;
  }

  observe(input: GuardInput): void {
    this.#state = observe(this.#state, input);
  }

  authorise(request: Request): Decision {
    const now = this.#clock.now();
    const decision = authorise(this.#state, request, { policies: this.#policies, now, ...this.#identity });
    if (decision.outcome === "allowed" && decision.guarded) {
      const device = deviceOf(request.action);
      this.observe({ kind: "authorised", request: request.id, device, decision });
    }
    return decision;
  }

  /** Whether an allowed decision still holds right now. */
  stillThere(decision: Allowed): Standing {
    return stillThere(this.#state, decision, { policies: this.#policies, now: this.#clock.now() });
  }
}
