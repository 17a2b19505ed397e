import type { Command } from "commander";
import { SystemClock, SystemScheduler } from "../../adapters/clock/system-clock.ts";
import { MqttConnection, type BrokerState } from "../../adapters/mqtt/connection.ts";
import { sleep } from "../../runtime/clock.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { silentLogger } from "../../runtime/logger.ts";
import { nodesText } from "../../surfaces/cli/nodes-text.ts";
import { paintFor } from "../../surfaces/cli/paint.ts";
import { timeText } from "../../surfaces/cli/time-text.ts";
import { NodesOnBroker, type NodeOnBroker } from "../../surfaces/mqtt/nodes-on-broker.ts";
import { brokerAccess } from "../brain/broker.ts";
import type { CommandContext } from "../command-context.ts";

type Context = Pick<CommandContext, "config" | "out" | "signal">;

const CONNECT_MS = 8_000;
/** What is stored comes at once; whoever is alive answers within this time. */
const LOOK_MS = 1_500;

/** Adds `gatehouse nodes`. */
export function registerNodes(program: Command, context: Context): void {
  program
    .command("nodes")
    .description("the Gatehouses on the broker: who is there, in which mode, and whom they saw last")
    .option("--json", "one JSON object a node")
    .action((options: { json?: boolean }) => showNodes(options, context));
}

async function showNodes({ json }: { json?: boolean }, context: Context): Promise<void> {
  const found = await nodesAt(context);
  if (json === true) for (const node of found) context.out.write(`${JSON.stringify(node)}\n`);
  else context.out.write(nodesText(found, paintFor(context.out, process.env), timeText()));
}

/** @throws GatehouseError NODES_NO_BROKER (missing) */
async function nodesAt(context: Context): Promise<NodeOnBroker[]> {
  const { config, path } = await context.config();
  if (config.mqtt === undefined) throw noBroker("none is configured (mqtt:)");
  const access = await brokerAccess(config.mqtt, path);
  const [clock, scheduler] = [new SystemClock(), new SystemScheduler()];
  const heard: { state: BrokerState | null } = { state: null };
  const connection = new MqttConnection({
    ...{ clock, scheduler, random: () => 0.5, logger: silentLogger, access },
    clientId: `gatehouse-nodes-${process.pid}`,
    onState: (state) => (heard.state = state),
  });
  const nodes = new NodesOnBroker(connection);
  nodes.open();
  connection.start();
  try {
    const begin = clock.now().t;
    while (heard.state === null && clock.now().t - begin < CONNECT_MS)
      await sleep(scheduler, 20, context.signal);
    if (heard.state?.connected !== true) throw noBroker(heard.state?.why ?? "it did not answer in time");
    await sleep(scheduler, LOOK_MS, context.signal);
    return nodes.found();
  } finally {
    await connection.stop();
  }
}

function noBroker(why: string): GatehouseError {
  return new GatehouseError("NODES_NO_BROKER", `There is no broker to look at: ${why}.`, { kind: "missing" });
}
