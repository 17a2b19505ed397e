import { isEveryAddress, mayBeSame, tcpAddress, type TcpAddress } from "../runtime/tcp-address.ts";
import type { Finding } from "./problem.ts";
import { isRecord } from "./schema-shape.ts";
import { Mqtt } from "./schema/mqtt.ts";

/** An address that the configuration uses for something. */
interface UsedAddress extends TcpAddress {
  /** What is there, for a sentence. */
  readonly what: string;
}

/** Where Gatehouse offers its ears, and which other addresses it knows. What is wrong by itself is left out. */
export interface Addresses {
  readonly listen: TcpAddress | null;
  readonly others: readonly UsedAddress[];
}

const MQTT_PORTS: Readonly<Record<string, number>> = { mqtt: 1883, mqtts: 8883, ws: 80, wss: 443 };

/** Collects the addresses of a configuration's data. */
export function addressesOf(root: Readonly<Record<string, unknown>>): Addresses {
  const voice = record(root.voice);
  const address = (uri: unknown): TcpAddress | null => (typeof uri === "string" ? tcpAddress(uri) : null);
  const services = [
    { where: address(record(voice.wake).wyoming), what: "the service of voice.wake" },
    { where: address(record(voice.stt).wyoming), what: "the service of voice.stt" },
    { where: address(record(voice.reply).wyoming), what: "the service of voice.reply" },
    { where: brokerOf(root.mqtt), what: "the MQTT broker" },
  ];
  return {
    listen: address(record(voice.wyoming).listen),
    others: services.flatMap(({ where, what }) => (where === null ? [] : [{ ...where, what }])),
  };
}

/** Finds what cannot be listened on beside everything else, and what anybody may reach. */
export function checkAddresses({ listen, others }: Addresses): Finding[] {
  if (listen === null) return [];
  const path = ["voice", "wyoming", "listen"];
  const taken = others.find((other) => mayBeSame(listen, other));
  if (taken !== undefined)
    return [
      {
        severity: "error",
        path,
        message: `this is the address of ${taken.what} (${taken.host}:${taken.port}); take another port`,
      },
    ];
  if (!isEveryAddress(listen.host)) return [];
  const message =
    `${listen.host} is every address of this machine, and the service has no password: whoever reaches the machine may use ` +
    "it; name the one address that the hub uses";
  return [{ severity: "warning", path, message }];
}

function brokerOf(mqtt: unknown): TcpAddress | null {
  const parsed = Mqtt.safeParse(mqtt);
  if (!parsed.success) return null;
  const { data } = parsed;
  if (data.broker === "embedded") return { host: data.host, port: data.port };
  if (!URL.canParse(data.url)) return null;
  const url = new URL(data.url);
  const port = url.port === "" ? MQTT_PORTS[url.protocol.slice(0, -1)] : Number(url.port);
  return port === undefined ? null : { host: url.hostname.replace(/^\[|\]$/g, ""), port };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}
