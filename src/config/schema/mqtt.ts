import { z } from "zod";
import { NodeName } from "../values.ts";

const Tls = z
  .strictObject({
    ca: z
      .string()
      .optional()
      .describe("File with the certificate authority that signed the broker's certificate (PEM)."),
    cert: z
      .string()
      .optional()
      .describe("File with Gatehouse's own certificate, if the broker asks for one (PEM)."),
    key: z.string().optional().describe("File with the key of that certificate (PEM), not encrypted."),
  })
  .refine(({ cert, key }) => (cert === undefined) === (key === undefined), {
    error: "expected cert and key together: neither is of use alone",
  })
  .describe("Files for an encrypted connection (`mqtts://`); paths are relative to the configuration file.");

const login = {
  username: z.string().optional().describe("Name to log in with."),
  password: z.string().optional().describe("Password; take it from `!file PATH` or `!env NAME`."),
};
const discovery = {
  discovery: z.boolean().default(true).describe("Announce Gatehouse to Home Assistant."),
  discovery_prefix: z
    .string()
    .min(1)
    .default("homeassistant")
    .describe("Topic prefix of those announcements."),
  follow_mode: z
    .array(NodeName)
    .default([])
    .describe(
      "Other Gatehouses on this broker whose mode this one takes over. Leaving a guarded mode still takes its evidence here.",
    ),
};

const urlError = "expected mqtt://HOST[:PORT], mqtts://HOST[:PORT], ws://… or wss://…";

const ExternalBroker = z
  .strictObject({
    url: z
      .string(urlError)
      .regex(
        /^(mqtts?|wss?):\/\/[^\s/@]+(\/\S*)?$/,
        `${urlError} (name and password stand in username and password)`,
      )
      .describe("Address of the broker; `mqtts://` encrypts."),
    ...login,
    tls: Tls.optional(),
    version: z
      .union([z.literal(5), z.literal("3.1.1")], "expected 5 or 3.1.1")
      .optional()
      .describe("Speak only this version of MQTT; by default 5 where the broker does, else 3.1.1."),
    ...discovery,
  })
  .describe("A broker that runs elsewhere, such as the home hub's.");

const EmbeddedBroker = z
  .strictObject({
    embedded: z
      .strictObject({
        host: z
          .string()
          .min(1)
          .default("127.0.0.1")
          .describe("Address to listen on; other machines need more than loopback."),
        port: z.int().min(1).max(65_535).default(1883).describe("Port to listen on."),
      })
      .describe("Where the broker inside the daemon listens."),
    ...login,
    ...discovery,
  })
  .describe("A broker inside the daemon.");

/** `mqtt:` — which broker. In the program it is one of two shapes, told apart by `broker`. */
export const Mqtt = z
  .union([z.literal("embedded"), ExternalBroker, EmbeddedBroker])
  .transform((value) => {
    if (value === "embedded") return embeddedDefaults();
    if ("url" in value) return { broker: "external" as const, ...value };
    const { embedded, ...rest } = value;
    return { broker: "embedded" as const, ...embedded, ...rest };
  })
  .describe("The MQTT broker: `embedded` for one inside the daemon, or the address of another.");

function embeddedDefaults(): z.output<typeof EmbeddedBroker>["embedded"] &
  Omit<z.output<typeof EmbeddedBroker>, "embedded"> & { broker: "embedded" } {
  const { embedded, ...rest } = EmbeddedBroker.parse({ embedded: {} });
  return { broker: "embedded", ...embedded, ...rest };
}
