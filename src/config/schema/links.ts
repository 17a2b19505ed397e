import { z } from "zod";
import { webAddress } from "../../runtime/web-address.ts";
import { durationBetween } from "../values.ts";

const urlError = "expected http://… or https://…, without a question mark";

/** `links:` — addresses under which pictures and clips can be seen for a while. */
export const Links = z
  .strictObject({
    host: z
      .string()
      .min(1)
      .default("127.0.0.1")
      .describe("Address to listen on; other machines need more than loopback, and should come through a proxy with TLS."),
    port: z.int().min(1).max(65_535).default(8125).describe("Port to listen on."),
    url: z
      .string(urlError)
      .refine((url) => webAddress(url) !== null && !/[?#]/u.test(url), urlError)
      .optional()
      .describe("What the links begin with, as who gets them reaches this machine: `https://gate.example.net`. By default `http://HOST:PORT`."),
    valid: durationBetween("1m", "90 days")
      .default(86_400_000)
      .describe("How long a link shows something."),
  })
  .refine(({ host, url }) => url !== undefined || !/^(0\.0\.0\.0|::)$/u.test(host), {
    path: ["host"],
    error: "expected url as well: links cannot lead to every address of this machine",
  })
  .describe(
    "Links to pictures and clips, for notifications: each shows one file, to whoever has the link, until it expires. Without this section there are none.",
  );
