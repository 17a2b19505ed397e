import { WebhookServer } from "../../adapters/http/webhook-server.ts";
import type { GatehouseConfig } from "../../config/schema/gatehouse.ts";
import type { Teardown } from "../../runtime/teardown.ts";
import type { ProcessParts } from "../process-parts.ts";
import type { Kernel } from "./kernel.ts";

interface WebhookParts extends ProcessParts {
  readonly kernel: Pick<Kernel, "emit">;
  readonly teardown: Teardown;
}

/** Takes webhooks, if the configuration has any; what is called becomes an event for rules. */
export class Webhooks {
  readonly #server: WebhookServer | null;

  private constructor(server: WebhookServer | null) {
    this.#server = server;
  }

  /** @throws GatehouseError WEBHOOK_PORT (usage) */
  static async open({ webhooks }: GatehouseConfig, parts: WebhookParts): Promise<Webhooks> {
    if (webhooks === undefined) return new Webhooks(null);
    const { clock, logger, kernel, teardown } = parts;
    const { host, port } = webhooks;
    const server = new WebhookServer({
      ...{ host, port, clock, logger: logger.child("webhooks") },
      onCall: (hook, payload) =>
        kernel.emit({ name: "webhook.called", source: "webhook", ...clock.now(), hook, payload }),
    });
    teardown.add(() => server.close());
    await server.listen();
    const opened = new Webhooks(server);
    opened.use(webhooks);
    return opened;
  }

  /** Takes the hooks of another configuration from now on; where they are taken changes with the next start. */
  use(webhooks: GatehouseConfig["webhooks"]): void {
    const tokens = Object.entries(webhooks?.hooks ?? {}).map(([hook, { token }]) => [hook, token] as const);
    this.#server?.useTokens(Object.fromEntries(tokens));
  }
}
