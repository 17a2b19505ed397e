import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { basename, dirname } from "node:path";
import send from "send";
import type { Clock } from "../../runtime/clock.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import type { Logger } from "../../runtime/logger.ts";
import { RateLimit } from "../../runtime/rate-limit.ts";
import { beginListening, endListening, type ListenAt } from "./listening.ts";
import { openLink } from "./signed-link.ts";

export interface LinkServerOptions extends ListenAt {
  readonly key: Uint8Array;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where the file of a link is on this machine; null if it is gone. */
  readonly find: (path: string) => Promise<string | null>;
}

/** Requests taken a second, whoever makes them. A player asks for a film piece by piece. */
const REQUESTS_PER_SECOND = 50;
const MAX_CONNECTIONS = 32;
/** How long a request may take to arrive. */
const TIMEOUT_MS = 15_000;
/** How long nothing may go out before a connection is given up: a long clip is brought back from the archive first. */
const SILENCE_MS = 120_000;

type Refusal = 404 | 405 | 410 | 429;

/** Shows pictures and clips to whoever has a link to them, while it holds (`signed-link.ts`). Nothing can be listed. */
export class LinkServer {
  readonly #options: LinkServerOptions;
  readonly #server: Server;
  readonly #requests = new RateLimit(REQUESTS_PER_SECOND);
  #refused = 0;

  constructor(options: LinkServerOptions) {
    this.#options = options;
    this.#server = createServer(
      { requestTimeout: TIMEOUT_MS, headersTimeout: TIMEOUT_MS },
      (request, response) => void this.#serve(request, response),
    );
    this.#server.maxConnections = MAX_CONNECTIONS;
    this.#server.timeout = SILENCE_MS;
  }

  /** How many requests were refused. */
  get refused(): number {
    return this.#refused;
  }

  /**
   * Begins to listen; resolves with the port.
   *
   * @throws GatehouseError LINKS_PORT (usage)
   */
  async listen(): Promise<number> {
    const { host, port, logger } = this.#options;
    const taken = await beginListening(this.#server, { host, port }, (cause) => {
      const message = `Links cannot be served at ${host}:${port}: ${cause.message}`;
      return new GatehouseError("LINKS_PORT", message, { kind: "usage", cause });
    });
    this.#server.on("error", (error) => logger.warn("the server of links has a problem", { error }));
    return taken;
  }

  /** Ends all connections and stops listening. Safe to call twice. */
  close(): Promise<void> {
    return endListening(this.#server);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.on("error", () => undefined);
    response.on("error", () => undefined);
    const judged = await this.#judge(request).catch((): Refusal => 404);
    if (typeof judged === "number") this.#refuse(request, response, judged);
    else this.#show(judged, request, response);
  }

  /** The file to show, or why not. A wrong link and a file that is gone are answered alike. */
  async #judge(request: IncomingMessage): Promise<string | Refusal> {
    const { clock, key, find } = this.#options;
    const { t, at } = clock.now();
    if (!this.#requests.pass(t)) return 429;
    if (request.method !== "GET" && request.method !== "HEAD") return 405;
    const opened = openLink(request.url ?? "", key, at);
    if (opened === "expired") return 410;
    if (opened === "unknown") return 404;
    return (await find(opened.path)) ?? 404;
  }

  #refuse(request: IncomingMessage, response: ServerResponse, why: Refusal): void {
    this.#refused += 1;
    // A disk may fail in the middle of a file, whose beginning is on its way already: then all that is left is to break off.
    if (response.headersSent) {
      response.destroy();
      return;
    }
    response.writeHead(why, { "content-length": 0, connection: "close" });
    response.end(() => request.destroy());
  }

  #show(file: string, request: IncomingMessage, response: ServerResponse): void {
    response.setHeader("Cache-Control", "private, no-store");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("X-Robots-Tag", "noindex");
    // A clip that is still being written has the ending .part, and is a film all the same.
    if (/\.mp4(\.part)?$/u.test(file)) response.setHeader("Content-Type", "video/mp4");
    send(request, `/${encodeURIComponent(basename(file))}`, {
      root: dirname(file),
      cacheControl: false,
      dotfiles: "deny",
      index: false,
    })
      .on("error", () => this.#refuse(request, response, 404))
      .on("directory", () => this.#refuse(request, response, 404))
      .pipe(response);
  }
}
