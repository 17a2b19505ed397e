import { Writable } from "node:stream";

/** A stream that keeps what is written to it. */
export class TextSink extends Writable {
  text = "";

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }

  /** The lines as JSON values. */
  json(): unknown[] {
    return this.text
      .trim()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
  }
}
