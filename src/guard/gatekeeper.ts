import { deviceOf } from "../events/describe-action.ts";
import type { Request } from "../events/action.ts";
import type { Clock, Instant } from "../runtime/clock.ts";
import { createIds } from "../runtime/ids.ts";
import { authorise } from "./authorise.ts";
import type { Surroundings } from "./challenge/advance.ts";
import type { Order } from "./challenge/challenge.ts";
import { advanceAll, endAll, issue, type ChallengesStep } from "./challenge/challenges.ts";
import type { CodeTools } from "./challenge/code-tools.ts";
import { microphonesNear } from "./challenge/obstacle.ts";
import { denied, type Allowed, type Challenged, type Judgement } from "./decision.ts";
import type { Matter } from "./matter.ts";
import { observe, type GuardInput } from "./observe.ts";
import type { GuardPolicies } from "./policy.ts";
import { emptyGuard, type GuardState } from "./state.ts";
import { stillThere, type Standing } from "./still-there.ts";

export interface GatekeeperOptions {
  readonly run: string;
  readonly boot: string;
  readonly clock: Clock;
  readonly policies: GuardPolicies;
  /** Uniform in [0, 1), not to be foreseen: codes and turns are drawn from it. */
  readonly random: () => number;
  readonly tools: CodeTools;
  /** Does what challenges need done; called in order, after the guard's state is the new one. */
  readonly perform: (order: Order) => void;
  /** Told of everything that was decided by evidence, or denied, with all that the decision depends on. */
  readonly judged?: (matter: Matter) => void;
}

/** Requests whose challenge is over are remembered, so that none is challenged twice. */
const CHALLENGED_KEPT = 64;

/**
 * Holds the guard's state. What it allows is spent before it answers, so that no two requests rest on the same evidence,
 * however long the commit takes and whether or not it succeeds.
 */
export class Gatekeeper {
  readonly #options: GatekeeperOptions;
  readonly #newId: () => string;
  #policies: GuardPolicies;
  #state: GuardState;
  #challenged: readonly string[] = [];

  constructor(options: GatekeeperOptions) {
    this.#options = options;
    this.#newId = createIds(options);
    this.#policies = options.policies;
    this.#state = emptyGuard(options);
  }

  /** What it knows: for tests and for whoever shows it. */
  get state(): GuardState {
    return this.#state;
  }

  /** Somebody is being asked something: it wants to be told often that time passes (`tick`). */
  get isAsking(): boolean {
    return this.#state.challenges.running.size > 0;
  }

  /**
   * Judges by other policies from now on; what it knows stays, but nobody is asked any more by the ones before. A mode that is
   * in force takes what it took to leave it, also when the configuration has lost it.
   */
  usePolicies(policies: GuardPolicies): void {
    this.endChallenges("The configuration was changed meanwhile.");
    const { mode } = this.#state;
    const before = mode === null ? undefined : this.#policies.modes[mode];
    const lost = mode !== null && before !== undefined && !Object.hasOwn(policies.modes, mode);
    this.#policies = lost ? { ...policies, modes: { ...policies.modes, [mode]: before } } : policies;
  }

  observe(input: GuardInput): void {
    this.#state = observe(this.#state, input);
    if (input.kind === "lockdown" && input.active && this.isAsking)
      this.endChallenges("There is a lockdown.");
    if (this.isAsking) this.#take(advanceAll(input, this.#around(this.#now())));
  }

  /**
   * Judges a request. One that is `challenged` waits: the guard has the person asked, and says with a `judge` order when the
   * request is to be judged again, or is to be denied.
   */
  authorise(request: Request): Judgement {
    const { run, boot } = this.#options;
    const now = this.#now();
    const judgement = authorise(this.#state, request, { policies: this.#policies, now, run, boot });
    if (judgement.outcome === "challenged") return this.#challenge(request, judgement, now);
    if (judgement.outcome === "denied" || judgement.guarded) {
      this.#options.judged?.({ state: this.#state, policies: this.#policies, request, now });
    }
    if (judgement.outcome === "allowed" && judgement.guarded) {
      const device = deviceOf(request.action);
      this.observe({ kind: "authorised", request: request.id, device, decision: judgement });
    }
    return judgement;
  }

  /** Whether an allowed decision still holds right now. */
  stillThere(decision: Allowed): Standing {
    return stillThere(this.#state, decision, { policies: this.#policies, now: this.#now() });
  }

  /** Asks nobody any more; the requests that wait for it are denied. */
  endChallenges(why: string): void {
    this.#take(endAll(why, this.#around(this.#now())));
    // What was passed a moment ago was passed under what is over now.
    const { challenges } = this.#state;
    this.#state = { ...this.#state, challenges: { ...challenges, passed: [] } };
  }

  /** Somebody at this microphone does not want to be asked any more: ends the challenges at the doors where it hears. */
  cancelAt(microphone: string): void {
    const near = this.#policies.microphones[microphone]?.near ?? [];
    const around = this.#around(this.#now());
    const isThere = (camera: string): boolean => near.includes(camera);
    this.#take(endAll("Somebody cancelled it.", around, ({ proof }) => isThere(proof.event.camera)));
  }

  #challenge(request: Request, wanted: Challenged, now: Instant): Judgement {
    if (this.#challenged.includes(request.id)) {
      return denied("CHALLENGE_FAILED", "What was done when asked does not count for this any more.");
    }
    this.#challenged = [...this.#challenged, request.id].slice(-CHALLENGED_KEPT);
    const { kind, proof, simulated } = wanted;
    const around = this.#around(now);
    const microphones = microphonesNear(proof.event.camera, { ...around, simulated });
    this.#take(issue({ id: this.#newId(), request, proof, kind }, microphones, around));
    return wanted;
  }

  #take({ state, orders }: ChallengesStep): void {
    this.#state = state;
    for (const order of orders) this.#options.perform(order);
  }

  #around(now: Instant): Surroundings {
    const { random, tools } = this.#options;
    return { state: this.#state, policies: this.#policies, now, random, tools };
  }

  #now(): Instant {
    return this.#options.clock.now();
  }
}
