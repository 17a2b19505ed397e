import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const BOUNDARY = "picture";

/** A picture of a camera, as JPEG. */
export type Jpeg = Uint8Array;

/** A camera that sends JPEGs over HTTP, on loopback, and shows what a test has somebody do before it. */
export class JpegCamera {
  readonly url: string;
  readonly #server: Server;
  readonly #viewers = new Set<ServerResponse>();
  readonly #timer: NodeJS.Timeout;
  #resting: readonly Jpeg[];
  #doing: Jpeg[] = [];
  #done: () => void = () => undefined;
  #step = 0;

  private constructor(server: Server, pace: { readonly fps: number; readonly resting: readonly Jpeg[] }) {
    this.#server = server;
    this.url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/live`;
    this.#resting = pace.resting;
    server.on("request", (_, response) => {
      response.writeHead(200, { "content-type": `multipart/x-mixed-replace;boundary=${BOUNDARY}` });
      this.#viewers.add(response);
      response.on("close", () => this.#viewers.delete(response));
    });
    this.#timer = setInterval(() => this.#show(), 1000 / pace.fps);
  }

  static async start(pace: { readonly fps: number; readonly resting: readonly Jpeg[] }): Promise<JpegCamera> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new JpegCamera(server, pace);
  }

  /** Shows these pictures forwards and backwards, again and again, while nothing else is shown. */
  rest(pictures: readonly Jpeg[]): void {
    this.#resting = pictures;
  }

  /** Shows these pictures once, from now on; resolves when the last one has been shown. */
  play(pictures: readonly Jpeg[]): Promise<void> {
    this.#doing = [...pictures];
    if (pictures.length === 0) return Promise.resolve();
    return new Promise((resolve) => (this.#done = resolve));
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    for (const viewer of this.#viewers) viewer.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #show(): void {
    const picture = this.#doing.shift() ?? this.#rested();
    if (picture === undefined) return;
    if (this.#doing.length === 0) this.#done();
    const head = `--${BOUNDARY}\r\ncontent-type: image/jpeg\r\ncontent-length: ${String(picture.length)}\r\n\r\n`;
    for (const viewer of this.#viewers) {
      viewer.write(head);
      viewer.write(picture);
      viewer.write("\r\n");
    }
  }

  #rested(): Jpeg | undefined {
    const { length } = this.#resting;
    const turn = Math.max(1, 2 * (length - 1));
    const at = this.#step % turn;
    this.#step += 1;
    return this.#resting[at < length ? at : turn - at];
  }
}
