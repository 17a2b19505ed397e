import type { Action } from "../../events/action.ts";
import { commandFilters, type Inventory, readCommand } from "./commands.ts";
import type { HubConnection, HubMessage } from "./ports.ts";
import { RateLimit } from "../../runtime/rate-limit.ts";
import type { Topics } from "./topics.ts";

/** What an inbox needs. */
export interface CommandInboxOptions {
  readonly hub: HubConnection;
  readonly topics: Topics;
  /** What exists now. */
  readonly inventory: () => Inventory;
  /** Nothing is taken or answered: another daemon does. */
  readonly isSilent?: () => boolean;
  /** `code` is what was entered with it, for nobody but the guard. */
  readonly onRequest: (action: Action, topic: string, code: string | null) => void;
  readonly onReload?: (() => void) | undefined;
  readonly onProblem: (topic: string, problem: string) => void;
}

const COMMANDS_PER_SECOND = 10;
const PROBLEMS_PER_SECOND = 2;
const MAX_COMMAND_BYTES = 4_096;

/**
 * Takes commands from `…/set` topics. A retained command is never taken: it would be given again at each connection, to
 * nobody's knowledge. What cannot be done is answered on `…/error` in words.
 */
export class CommandInbox {
  readonly #options: CommandInboxOptions;
  readonly #commands = new RateLimit(COMMANDS_PER_SECOND);
  readonly #problems = new RateLimit(PROBLEMS_PER_SECOND);
  #refused = 0;
  /** Refused since the last answer, and told with the next one. */
  #unanswered = 0;

  constructor(options: CommandInboxOptions) {
    this.#options = options;
  }

  /** How many messages were refused, answered or not. */
  get refused(): number {
    return this.#refused;
  }

  /** Begins to listen; returns the way to end it. */
  open(): () => void {
    const { hub, topics } = this.#options;
    const ends = commandFilters(topics).map((filter) =>
      hub.subscribe(
        filter,
        (message) => {
          this.#take(message);
        },
        { retainAsPublished: true },
      ),
    );
    return () => {
      for (const end of ends) end();
    };
  }

  #take(message: HubMessage): void {
    if (this.#options.isSilent?.() === true) return;
    // An empty retained message clears the topic; with "retain as published" its sender's own clearing arrives as one.
    if (message.payload.byteLength === 0 && message.retained) return;
    if (message.retained) {
      this.#problem(message, "A retained message is never taken as a command: publish it without retain.");
    } else if (message.payload.byteLength > MAX_COMMAND_BYTES) {
      this.#problem(message, `A command of ${message.payload.byteLength} bytes is too long.`);
    } else if (!this.#commands.pass(message.t)) {
      this.#problem(message, `More than ${COMMANDS_PER_SECOND} commands in a second: this one was dropped.`);
    } else {
      this.#obey(message);
    }
  }

  #obey(message: HubMessage): void {
    const { onRequest, topics, inventory } = this.#options;
    const text = Buffer.from(message.payload).toString("utf8");
    const command = readCommand(message.topic, text, { topics, inventory: inventory() });
    if (command.kind === "problem") this.#problem(message, command.problem);
    else if (command.kind === "reload") this.#options.onReload?.();
    else onRequest(command.action, message.topic, command.code);
  }

  #problem(message: HubMessage, problem: string): void {
    this.#refused += 1;
    // Whoever floods us must not make us flood the journal and the broker.
    if (!this.#problems.pass(message.t)) {
      this.#unanswered += 1;
      return;
    }
    const { hub, topics, onProblem } = this.#options;
    const more = this.#unanswered === 0 ? {} : { unanswered: this.#unanswered };
    this.#unanswered = 0;
    const answer = JSON.stringify({ topic: message.topic, problem, at: message.at, ...more });
    hub.tryPublish(topics.error, answer, { retain: false });
    onProblem(message.topic, problem);
  }
}
