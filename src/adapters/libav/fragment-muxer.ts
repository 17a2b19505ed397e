import { addStream, checkWritten } from "./mp4-output.ts";
import { Dictionary, FormatContext, IOContext } from "./native.ts";
import type { CodecParameters, Packet, Stream } from "./native.ts";
import { MICROSECONDS } from "./media-input.ts";

const BUFFER_BYTES = 64 * 1024;

/**
 * Makes fragments of an MP4 (ISO 14496-12 §8.8) out of packets, in memory. The same parameters make the same header, so that
 * fragments can be put behind those that another one has made.
 */
export class FragmentMuxer {
  readonly #context = new FormatContext();
  readonly #io = new IOContext();
  readonly #made: Buffer[] = [];
  readonly #stream: Stream;
  #header: Buffer = Buffer.alloc(0);

  private constructor(parameters: CodecParameters) {
    checkWritten(this.#context.allocOutputContext2(null, "mp4", null), "begin");
    const take = (bytes: Buffer): number => this.#made.push(Buffer.from(bytes)) && bytes.length;
    this.#io.allocContextWithCallbacks(BUFFER_BYTES, 1, null, take, null);
    this.#context.pb = this.#io;
    this.#stream = addStream(this.#context, parameters);
  }

  /** @throws GatehouseError CLIP_UNWRITABLE (failed) */
  static async open(parameters: CodecParameters): Promise<FragmentMuxer> {
    const muxer = new FragmentMuxer(parameters);
    const options = Dictionary.fromObject({
      movflags: "frag_custom+empty_moov+default_base_moof+frag_discont",
      // Nothing in it that depends on when it was made; times are what they are, whatever came before.
      ...{ fflags: "+bitexact", avoid_negative_ts: "disabled" },
    });
    try {
      checkWritten(await muxer.#context.writeHeader(options), "begin");
      muxer.#header = await muxer.#taken();
      return muxer;
    } catch (error) {
      muxer.close();
      throw error;
    } finally {
      options.free();
    }
  }

  /** What stands before the first fragment. */
  get header(): Buffer {
    return this.#header;
  }

  /** Takes a packet, whose times are in µs, into the next fragment. */
  async write(packet: Packet): Promise<void> {
    packet.streamIndex = this.#stream.index;
    packet.rescaleTs(MICROSECONDS, this.#stream.timeBase);
    checkWritten(await this.#context.writeFrame(packet), "write");
  }

  /** The fragment of what was written since the last one. */
  async fragment(): Promise<Buffer> {
    checkWritten(await this.#context.writeFrame(null), "write");
    return this.#taken();
  }

  /** Once, and not while one of the others is under way. */
  close(): void {
    // Both would free it.
    this.#context.pb = null;
    this.#context.freeContext();
    this.#io.freeContext();
  }

  async #taken(): Promise<Buffer> {
    await this.#io.flush();
    return Buffer.concat(this.#made.splice(0));
  }
}
