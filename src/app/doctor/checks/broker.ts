import { whyNotListening } from "../../../adapters/embedded-broker/port-free.ts";
import type { BrokerAccess } from "../../../adapters/mqtt/broker-access.ts";
import { MqttConnection, type BrokerState } from "../../../adapters/mqtt/connection.ts";
import type { GatehouseConfig } from "../../../config/schema/gatehouse.ts";
import { UNREAD_SECRET } from "../../../config/values.ts";
import { sleep, type Clock, type Scheduler } from "../../../runtime/clock.ts";
import { silentLogger } from "../../../runtime/logger.ts";
import { nameProblem } from "../../../surfaces/cli/nodes-text.ts";
import { NodesOnBroker, type NodeOnBroker } from "../../../surfaces/mqtt/nodes-on-broker.ts";
import { brokerAccess } from "../../brain/broker.ts";
import { problem, warning, type Advice } from "../advice.ts";
import type { Outcome } from "../check.ts";

interface BrokerQuestion {
  readonly mqtt: GatehouseConfig["mqtt"];
  readonly node: string;
  readonly configPath: string;
  /** A daemon of this state directory runs. */
  readonly isRunning: boolean;
}

interface Parts {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly signal: AbortSignal;
}

const CONNECT_MS = 8_000;
/** What is stored at the broker, and whoever answers, comes within this time after subscribing. */
const STORED_MS = 700;

/** Whether the broker lets Gatehouse in, and nobody else goes by its name there. */
export async function checkBroker(question: BrokerQuestion, parts: Parts): Promise<Outcome> {
  const { mqtt, isRunning, configPath } = question;
  if (mqtt === undefined) return { found: "none is configured", advice: [], facts: {} };
  if (mqtt.password === UNREAD_SECRET) {
    return {
      found: "not tried",
      advice: [warning("its password cannot be read here: it is the service's alone")],
    };
  }
  if (mqtt.broker === "embedded" && !isRunning) return portFor(mqtt.host, mqtt.port);
  return connectTo(await brokerAccess(mqtt, configPath), question, parts);
}

async function portFor(host: string, port: number): Promise<Outcome> {
  const found = `inside the daemon, to listen at ${host}:${port}`;
  const why = await whyNotListening(host, port);
  if (why === null) return { found, advice: [], facts: { host, port } };
  const text =
    why === "EADDRINUSE"
      ? `another program listens at ${host}:${port} already: stop it, or give the broker another port (mqtt.embedded.port)`
      : `nothing can listen at ${host}:${port} (${why}): see mqtt.embedded`;
  return { found, advice: [problem(text)], facts: { host, port } };
}

async function connectTo(access: BrokerAccess, question: BrokerQuestion, parts: Parts): Promise<Outcome> {
  const { scheduler, clock, signal } = parts;
  const heard: { state: BrokerState | null } = { state: null };
  const begin = clock.now().t;
  const connection = new MqttConnection({
    ...{ clock, scheduler, random: () => 0.5, logger: silentLogger, access },
    clientId: `gatehouse-doctor-${process.pid}`,
    onState: (state) => (heard.state = state),
  });
  const nodes = new NodesOnBroker(connection);
  nodes.open(question.node);
  connection.start();
  try {
    while (heard.state === null && !signal.aborted && clock.now().t - begin < CONNECT_MS) {
      await sleep(scheduler, 20, signal);
    }
    const { state } = heard;
    const took = clock.now().t - begin;
    if (state?.connected !== true) {
      const why = state?.why ?? `it did not answer within ${CONNECT_MS / 1000} s`;
      return {
        found: `${access.url} does not let Gatehouse in`,
        advice: [problem(why)],
        facts: { connected: false },
      };
    }
    await sleep(scheduler, STORED_MS, signal);
    const [named] = nodes.found();
    const status = named?.status ?? null;
    return {
      found: `${state.why} in ${took.toFixed(0)} ms, ${isEncrypted(access.url) ? "encrypted, certificate checked" : "not encrypted"}`,
      advice: [...statusAdvice(status, question), ...nameAdvice(named), ...encryptionAdvice(access)],
      facts: { connected: true, ms: took, encrypted: isEncrypted(access.url), status },
    };
  } finally {
    await connection.stop();
  }
}

/** What the broker has stored of the state of a Gatehouse of this name, against what runs here. */
function statusAdvice(stored: string | null, { node, isRunning }: BrokerQuestion): Advice[] {
  if (isRunning && stored !== "online")
    return [problem("the Gatehouse that runs here is not connected to it: see its log")];
  if (!isRunning && stored === "online")
    return [
      warning(
        `a Gatehouse called ${node} is connected to it, and none runs here: two of one name open nothing; give this one another (node:)`,
      ),
    ];
  return [];
}

/** Several daemons of this one's name that have answered. */
function nameAdvice(named: NodeOnBroker | undefined): Advice[] {
  const text = named === undefined ? null : nameProblem(named);
  return text === null ? [] : [problem(text)];
}

function encryptionAdvice({ url, username }: BrokerAccess): Advice[] {
  const isNear = /^\w+:\/\/(localhost|127\.|\[::1\])/i.test(url);
  if (isNear || isEncrypted(url) || username === undefined) return [];
  return [
    warning(
      "the password crosses the network in the clear, and so does every unlock: use mqtts:// with mqtt.tls.ca",
    ),
  ];
}

function isEncrypted(url: string): boolean {
  return /^(mqtts|wss|ssl):/i.test(url);
}
