import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Clock } from "../../runtime/clock.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import type { Logger } from "../../runtime/logger.ts";
import { RateLimit } from "../../runtime/rate-limit.ts";
import { beginListening, endListening, type ListenAt } from "./listening.ts";

export interface WebhookServerOptions extends ListenAt {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Somebody who knows the token of a hook has called it. */
  readonly onCall: (hook: string, body: string) => void;
}

const MAX_BODY_BYTES = 16_384;
/** Requests taken a second, whoever makes them: guessing a token takes for ever. */
const REQUESTS_PER_SECOND = 20;
/** Calls of all hooks together that are passed on a second. */
const CALLS_PER_SECOND = 5;
const MAX_CONNECTIONS = 32;
const TIMEOUT_MS = 5_000;

/** What is answered; the body says nothing more. */
type Answer = 202 | 401 | 404 | 405 | 413 | 429;

/**
 * Takes `POST /hooks/NAME` with `Authorization: Bearer TOKEN`. A wrong name and a wrong token are answered alike, after the same
 * work; bodies are read of those alone who know the token.
 */
export class WebhookServer {
  readonly #options: WebhookServerOptions;
  readonly #server: Server;
  readonly #requests = new RateLimit(REQUESTS_PER_SECOND);
  readonly #calls = new RateLimit(CALLS_PER_SECOND);
  #digests: ReadonlyMap<string, Buffer> = new Map();
  #refused = 0;

  constructor(options: WebhookServerOptions) {
    this.#options = options;
    this.#server = createServer(
      { requestTimeout: TIMEOUT_MS, headersTimeout: TIMEOUT_MS },
      (request, response) => {
        void this.#serve(request, response);
      },
    );
    this.#server.maxConnections = MAX_CONNECTIONS;
  }

  /** How many requests were refused. */
  get refused(): number {
    return this.#refused;
  }

  /** Takes calls of these hooks, by name, with these tokens from now on. */
  useTokens(tokens: Readonly<Record<string, string>>): void {
    this.#digests = new Map(Object.entries(tokens).map(([hook, token]) => [hook, digestOf(token)]));
  }

  /**
   * Begins to listen; resolves with the port.
   *
   * @throws GatehouseError WEBHOOK_PORT (usage)
   */
  async listen(): Promise<number> {
    const { host, port, logger } = this.#options;
    const taken = await beginListening(this.#server, { host, port }, (cause) => {
      const message = `Webhooks cannot be taken at ${host}:${port}: ${cause.message}`;
      return new GatehouseError("WEBHOOK_PORT", message, { kind: "usage", cause });
    });
    this.#server.on("error", (error) => logger.warn("the webhook server has a problem", { error }));
    return taken;
  }

  /** Ends all connections and stops listening. Safe to call twice. */
  close(): Promise<void> {
    return endListening(this.#server);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.on("error", () => undefined);
    const answer = await this.#judge(request).catch((): Answer => 404);
    if (answer !== 202) this.#refused += 1;
    // Nothing is kept open for somebody who was refused, and nothing of a body is read that nobody wants.
    response.writeHead(answer, { "content-length": 0, connection: "close" });
    response.end(() => request.destroy());
  }

  async #judge(request: IncomingMessage): Promise<Answer> {
    const { clock, onCall } = this.#options;
    const { t } = clock.now();
    if (!this.#requests.pass(t)) return 429;
    const hook = /^\/hooks\/([a-z][a-z0-9_]*)$/.exec(request.url ?? "")?.[1];
    if (hook === undefined) return 404;
    if (request.method !== "POST") return 405;
    if (!this.#knows(hook, request.headers.authorization)) return 401;
    if (!this.#calls.pass(t)) return 429;
    const body = await bodyOf(request);
    if (body === null) return 413;
    onCall(hook, body);
    return 202;
  }

  #knows(hook: string, authorization: string | undefined): boolean {
    const given = digestOf(authorization?.replace(/^Bearer /i, "") ?? "");
    const wanted = this.#digests.get(hook);
    return timingSafeEqual(given, wanted ?? NOBODYS) && wanted !== undefined;
  }
}

/** Stands for the token of a hook that does not exist. */
const NOBODYS = digestOf("");

/** Digests are equally long, whatever is sent. */
function digestOf(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/** Null: it is too long. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
