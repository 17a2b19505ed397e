import {
  beforeCpu,
  describeChoices,
  unfinished,
  type ExecutionProvider,
  type ProviderChoice,
  type ProviderRefusal,
} from "../../models/execution-provider.ts";

/**
 * Follows what runs one camera's models, over all starts of its process: one that dies before it has said what runs them may
 * have died of trying it.
 */
export class ProviderWatch {
  readonly #providers: readonly ExecutionProvider[];
  readonly #refused: ProviderRefusal[] = [];
  #said = false;
  #note: string | null = null;

  /** @param providers as the configuration names them */
  constructor(providers: readonly ExecutionProvider[]) {
    this.#providers = providers;
  }

  /** What runs the models and why, for people; null if there is nothing to say. */
  get note(): string | null {
    return this.#note;
  }

  /** The process has said what runs its models. */
  said(choices: readonly ProviderChoice[]): void {
    this.#said = true;
    this.#note = describeChoices(
      choices.map((choice) => ({ ...choice, refused: [...this.#refused, ...choice.refused] })),
    );
  }

  /** The process is gone. True if the next one has to leave the providers alone, from now on. */
  gone(why: string): boolean {
    const said = this.#said;
    this.#said = false;
    if (said || this.#refused.length > 0 || beforeCpu(this.#providers).length === 0) return false;
    this.#refused.push(...unfinished(this.#providers, `the camera's process ended while it started: ${why}`));
    return true;
  }
}
