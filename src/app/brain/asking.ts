import type { Asking, Speaker } from "../../devices/ports.ts";
import type { EventDraft } from "../../events/catalogue.ts";
import type { SpokenAnswer } from "../../events/spoken-answer.ts";
import type { Clock, Scheduler } from "../../runtime/clock.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import type { ToMicrophone } from "../protocol.ts";

export interface AskerParts {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** Waits until nobody is being challenged. */
  readonly speaker: Speaker;
  /** Whether anybody can hear what is said. */
  readonly canSpeak: () => boolean;
  /** Whether somebody is being challenged: that comes first. */
  readonly isChallenging: () => boolean;
  readonly emit: (draft: EventDraft) => void;
  readonly toMicrophone: (microphone: string, message: ToMicrophone) => void;
}

/**
 * Least log-likelihood ratio of an answer. Of 384 other utterances (single words, sentences, names, kitchen noise) none was
 * a yes at it, and one a no; the ten human ones of the development set were all understood (`choose` with the usual wordings).
 */
const ANSWER_RATIO = -6;
/** The room answers for a moment after the question; nothing that begins earlier is somebody's answer. */
const ECHO_MS = 400;
/** An answer that has begun in time takes so long at most to end and to be recognised. */
const ANSWER_TAKES_MS = 4_000;

/** What somebody answered; `answer` is null if nobody did. */
export type Reply = Pick<
  Extract<EventDraft, { name: "voice.answered" }>,
  "answer" | "sentence" | "llr" | "why"
>;

interface Open {
  readonly asking: Asking;
  readonly close: (reply: Reply) => void;
  /** What was said so far and was no answer. */
  misheard: number;
}

/** Asks people what rules want to know; one question a microphone at a time. */
export class Asker {
  readonly #parts: AskerParts;
  readonly #open = new Map<string, Open>();
  readonly #speaking = new Set<string>();

  constructor(parts: AskerParts) {
    this.#parts = parts;
  }

  /** See `Ears.ask`. Rejects as `question` does. */
  async ask(asking: Asking): Promise<string> {
    const { answer, why } = await this.question(asking);
    return answer === null ? `Nobody answered: ${why}` : `The answer was: ${answer}.`;
  }

  /** Asks, and resolves with what was answered. Rejects with `ASK_MUTE` or `ASK_BUSY`, or what the speaker rejects with. */
  async question(asking: Asking): Promise<Reply> {
    const { microphone } = asking;
    if (!this.#parts.canSpeak())
      throw failure("ASK_MUTE", "Nobody can be asked: Gatehouse has no voice (voice.reply).");
    if (this.#open.has(microphone) || this.#speaking.has(microphone))
      throw failure("ASK_BUSY", `Somebody is being asked at microphone ${microphone} already.`);
    this.#speaking.add(microphone);
    try {
      await this.#parts.speaker.speak(asking.question);
    } finally {
      this.#speaking.delete(microphone);
    }
    this.#tell(asking, { name: "voice.asked", question: asking.question, answers: namesOf(asking) });
    const reply = await this.#listen(asking);
    this.#tell(asking, { name: "voice.answered", ...reply });
    return reply;
  }

  /** Takes what somebody said; false: it answers no question of a rule. */
  take({ microphone, question, phrase, llr, cancelled }: SpokenAnswer): boolean {
    const open = this.#open.get(microphone);
    if (open === undefined || open.asking.request !== question) return false;
    const none = { answer: null, sentence: null, llr: null };
    const meant = open.asking.answers.find(({ sentences }) => sentences.includes(phrase ?? ""));
    if (cancelled === true) open.close({ ...none, why: "It was cancelled." });
    else if (meant === undefined || llr === null || llr < ANSWER_RATIO) open.misheard += 1;
    else
      open.close({
        answer: meant.answer,
        sentence: phrase,
        llr,
        why: "It was one of the answers asked for.",
      });
    return true;
  }

  /** Nobody at this microphone wants to be asked. */
  cancel(microphone: string): void {
    this.#open.get(microphone)?.close({ answer: null, sentence: null, llr: null, why: "It was cancelled." });
  }

  #listen(asking: Asking): Promise<Reply> {
    const { clock, scheduler, toMicrophone, isChallenging } = this.#parts;
    const { microphone, request, answers, timeoutMs } = asking;
    const none = { answer: null, sentence: null, llr: null };
    if (isChallenging()) return Promise.resolve({ ...none, why: "Somebody is being challenged." });
    return new Promise((resolve) => {
      const fromT = clock.now().t + ECHO_MS;
      const question = { type: "question", question: request, fromT, untilT: fromT + timeoutMs } as const;
      const cancel = scheduler.after(ECHO_MS + timeoutMs + ANSWER_TAKES_MS, () =>
        close({ ...none, why: why() }),
      );
      const close = (reply: Reply): void => {
        cancel();
        this.#open.delete(microphone);
        toMicrophone(microphone, { ...question, phrases: [] });
        resolve(reply);
      };
      const open: Open = { asking, close, misheard: 0 };
      const why = (): string =>
        open.misheard === 0 ? "Nobody said anything." : "What was said was none of the answers.";
      this.#open.set(microphone, open);
      toMicrophone(microphone, { ...question, phrases: answers.flatMap(({ sentences }) => sentences) });
    });
  }

  #tell(
    { microphone, request }: Asking,
    facts:
      | ({ readonly name: "voice.answered" } & Reply)
      | { readonly name: "voice.asked"; readonly question: string; readonly answers: string[] },
  ): void {
    const { emit, clock } = this.#parts;
    emit({ source: `microphone:${microphone}`, ...clock.now(), microphone, request, ...facts });
  }
}

function namesOf({ answers }: Asking): string[] {
  return answers.map(({ answer }) => answer);
}

function failure(code: string, message: string): GatehouseError {
  return new GatehouseError(code, message, { kind: "failed" });
}
