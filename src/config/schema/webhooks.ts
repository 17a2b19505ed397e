import { z } from "zod";
import { Name, UNREAD_SECRET } from "../values.ts";

const TOKEN_MIN = 16;

const Token = z
  .string()
  .refine(
    (token) => token === UNREAD_SECRET || token.length >= TOKEN_MIN,
    `expected a token of at least ${TOKEN_MIN} characters`,
  );

/** `webhooks:` — who may tell Gatehouse something by HTTP. */
export const Webhooks = z
  .strictObject({
    host: z
      .string()
      .min(1)
      .default("127.0.0.1")
      .describe("Address to listen on; other machines need more than loopback, and should come through a proxy with TLS."),
    port: z.int().min(1).max(65_535).default(8124).describe("Port to listen on."),
    hooks: z
      .record(
        Name,
        z.strictObject({
          token: Token.describe("What the caller has to send; `!env NAME` or `!file PATH`."),
        }),
      )
      .describe("Webhooks by name."),
  })
  .describe(
    "Incoming webhooks: `POST /hooks/NAME` with `Authorization: Bearer TOKEN` triggers rules (`trigger: webhook`). Never evidence.",
  );
