import { USUAL_WAYS } from "../../config/schema/usual-ways.ts";
import type { Asking } from "../../devices/ports.ts";
import { messageOf } from "../../runtime/errors.ts";
import type { Logger } from "../../runtime/logger.ts";
import type { Asker, Reply } from "./asking.ts";

/** Somebody's yes to a command, as it was heard. */
export interface Confirmed {
  readonly sentence: string;
  readonly llr: number;
}

export interface ConfirmerParts {
  readonly asker: { question(asking: Asking): ReturnType<Asker["question"]> };
  /** Whether Gatehouse may ask, and can. */
  readonly canAsk: () => boolean;
  readonly logger: Logger;
}

const YES = "yes";
const ANSWERS = [YES, "no"].map((answer) => ({ answer, sentences: USUAL_WAYS[answer] ?? [answer] }));
const TIMEOUT_MS = 6_000;

/** Asks whether a command that was not heard surely enough was meant. */
export class Confirmer {
  readonly #parts: ConfirmerParts;
  #asked = 0;

  constructor(parts: ConfirmerParts) {
    this.#parts = parts;
  }

  /** Resolves with the yes; with null if somebody said no or nothing, or nobody could be asked. Never rejects. */
  async confirm(microphone: string, sentence: string): Promise<Confirmed | null> {
    const { asker, canAsk, logger } = this.#parts;
    if (!canAsk()) return null;
    this.#asked += 1;
    const question = `Did you say: ${sentence}?`;
    const request = `confirm-${microphone}-${this.#asked}`;
    const reply = await asker
      .question({ request, question, microphone, answers: ANSWERS, timeoutMs: TIMEOUT_MS })
      .catch((error: unknown): Reply | null => {
        logger.info("nobody could be asked whether a command was meant", { why: messageOf(error) });
        return null;
      });
    if (reply?.answer !== YES || reply.sentence === null || reply.llr === null) return null;
    return { sentence: reply.sentence, llr: reply.llr };
  }
}
