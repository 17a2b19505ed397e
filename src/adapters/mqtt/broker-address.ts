import { GatehouseError } from "../../runtime/errors.ts";

/** Where a broker is, and whether the way there is encrypted. */
export interface BrokerAddress {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** The path of an MQTT endpoint behind HTTP (`ws://`, `wss://`); null for MQTT directly over TCP. */
  readonly webSocketPath: string | null;
}

const SCHEMES: ReadonlyMap<string, { tls: boolean; port: number; web: boolean }> = new Map([
  ["mqtt:", { tls: false, port: 1883, web: false }],
  ["tcp:", { tls: false, port: 1883, web: false }],
  ["mqtts:", { tls: true, port: 8883, web: false }],
  ["ssl:", { tls: true, port: 8883, web: false }],
  ["ws:", { tls: false, port: 80, web: true }],
  ["wss:", { tls: true, port: 443, web: true }],
]);

/**
 * Reads `mqtt://HOST[:PORT]` or `mqtts://HOST[:PORT]`, or `ws://HOST[:PORT]/PATH` or `wss://…` for a broker behind HTTP.
 *
 * @throws GatehouseError `MQTT_URL` (usage) for another scheme, a missing host, or credentials inside the URL: URLs end
 *   up in logs, so a name and a password have settings of their own.
 */
export function parseBrokerUrl(url: string): BrokerAddress {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  const scheme = parsed === null ? undefined : SCHEMES.get(parsed.protocol);
  if (parsed === null || scheme === undefined || parsed.hostname === "") {
    throw new GatehouseError(
      "MQTT_URL",
      "The broker's address has to look like mqtt://HOST:1883, or mqtts://HOST:8883 for an encrypted connection.",
      { kind: "usage" },
    );
  }
  if (parsed.username !== "" || parsed.password !== "") {
    throw new GatehouseError(
      "MQTT_URL",
      "Put the broker's user name and password into mqtt.username and mqtt.password, not into the address.",
      { kind: "usage" },
    );
  }
  return {
    host: parsed.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: parsed.port === "" ? scheme.port : Number(parsed.port),
    tls: scheme.tls,
    webSocketPath: scheme.web ? `${parsed.pathname}${parsed.search}` : null,
  };
}

/** `host:port`, for people. */
export function addressText(address: BrokerAddress): string {
  const host = address.host.includes(":") ? `[${address.host}]` : address.host;
  return `${host}:${String(address.port)}`;
}
