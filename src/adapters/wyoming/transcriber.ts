import type { Transcriber } from "../../perception/voice/ports.ts";
import type { Scheduler } from "../../runtime/clock.ts";
import { encodeMessage } from "./message.ts";
import type { TcpAddress } from "../../runtime/tcp-address.ts";
import { exchange } from "./exchange.ts";
import { soundMessages } from "./sound.ts";

/** Somebody who has spoken does not wait longer for an answer. */
const TIMEOUT_MS = 8_000;
const LONGEST_TEXT = 500;

/** A speech recogniser that is reached over TCP, such as Home Assistant's. */
export class WyomingTranscriber implements Transcriber {
  readonly #parts: { readonly scheduler: Scheduler; readonly address: TcpAddress };

  constructor(parts: { readonly scheduler: Scheduler; readonly address: TcpAddress }) {
    this.#parts = parts;
  }

  transcribe(samples: Int16Array): Promise<string> {
    return exchange(
      requestsFor(samples),
      ({ type, data }) => {
        if (type !== "transcript") return undefined;
        return typeof data["text"] === "string" ? data["text"].slice(0, LONGEST_TEXT) : "";
      },
      { ...this.#parts, timeoutMs: TIMEOUT_MS },
    );
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function* requestsFor(samples: Int16Array): Generator<Buffer> {
  yield encodeMessage("transcribe", { language: "en" });
  yield* soundMessages(samples);
}
