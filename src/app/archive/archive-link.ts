import type { LooseChild, StartLooseChild } from "../../adapters/process/fork-child.ts";
import { compiledUrl } from "../../runtime/compiled-url.ts";
import type { Cancel, Scheduler } from "../../runtime/clock.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { FromArchive, type ToArchive } from "./messages.ts";

/** A disk that lets nobody read or write for so long is not there. */
const ANSWER_WITHIN_MS = 30_000;

type Answer = Exclude<FromArchive, { type: "busy" | "failed" }>;
type AnswerTo = {
  open: "opened";
  copy: "copied";
  bring: "copied";
  mark: "marked";
  list: "listed";
  sweep: "swept";
  delete: "deleted";
};

interface LinkParts {
  readonly scheduler: Scheduler;
  readonly start: StartLooseChild;
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** A process that works with the archive, and is asked one thing after the other. */
export class ArchiveLink {
  readonly #scheduler: Scheduler;
  readonly #child: LooseChild;
  #waiting: Waiting | null = null;
  #cancel: Cancel = () => undefined;
  #isOver = false;
  /** What the process has printed last: nothing, unless it is broken. */
  #lastLine = "";

  constructor({ scheduler, start }: LinkParts) {
    this.#scheduler = scheduler;
    this.#child = start(compiledUrl(import.meta.url, "app/archive-process"), [], {
      message: (message) => this.#heard(message),
      line: (line) => (this.#lastLine = line),
      exited: (why) => {
        this.#isOver = true;
        this.#fail(unreachable(`the process that works with it has ended: ${why} ${this.#lastLine}`.trim()));
      },
    });
  }

  /** Whether the process has ended. One that waits for a disk that hangs does not, whatever is done to it. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /**
   * Has something done; one thing at a time.
   *
   * @throws GatehouseError ARCHIVE_UNREACHABLE (failed), also if nothing is heard for too long: then the process is given up;
   *   CLIP_NOT_COPIED (failed) if it is the fault of the clip
   */
  async ask<Message extends ToArchive>(
    message: Message,
  ): Promise<Extract<Answer, { type: AnswerTo[Message["type"]] }>> {
    const answered = new Promise<Answer>((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#watch();
      if (!this.#child.send(message)) this.#fail(unreachable("the process that works with it has ended"));
    });
    return (await answered) as Extract<Answer, { type: AnswerTo[Message["type"]] }>;
  }

  /** Ends the process, and does not wait for it. What it was doing is done, or not done; never half. */
  end(): void {
    this.#child.kill("SIGKILL");
    this.#child.letGo();
    this.#fail(unreachable("it is not worked with any more"));
  }

  #heard(message: unknown): void {
    const read = FromArchive.safeParse(message).data;
    if (read === undefined) return;
    if (read.type === "busy") {
      if (this.#waiting !== null) this.#watch();
    } else if (read.type === "failed") {
      const code = read.own ? "CLIP_NOT_COPIED" : "ARCHIVE_UNREACHABLE";
      this.#fail(new GatehouseError(code, read.why, { kind: "failed" }));
    } else {
      this.#cancel();
      this.#waiting?.resolve(read);
      this.#waiting = null;
    }
  }

  #watch(): void {
    this.#cancel();
    this.#cancel = this.#scheduler.after(ANSWER_WITHIN_MS, () => {
      this.#fail(unreachable(`it has not answered for ${ANSWER_WITHIN_MS / 1000} s`));
      this.end();
    });
  }

  #fail(error: Error): void {
    this.#cancel();
    this.#waiting?.reject(error);
    this.#waiting = null;
  }
}

function unreachable(why: string): GatehouseError {
  return new GatehouseError("ARCHIVE_UNREACHABLE", why, { kind: "failed" });
}
