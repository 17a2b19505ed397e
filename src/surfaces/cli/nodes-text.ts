import type { NodeOnBroker } from "../mqtt/nodes-on-broker.ts";
import { printable, type Paint } from "./paint.ts";
import type { TimeText } from "./time-text.ts";

/** The Gatehouses on a broker for people: one line each, what is wrong with its name, and whom it saw last. */
export function nodesText(nodes: readonly NodeOnBroker[], paint: Paint, times: TimeText): string {
  if (nodes.length === 0) return "No Gatehouse has shown itself on this broker.\n";
  return nodes.map((node) => `${nodeLines(node, paint, times).join("\n")}\n`).join("");
}

function nodeLines(found: NodeOnBroker, paint: Paint, times: TimeText): string[] {
  const { node, status, mode, people } = found;
  const state = [status ?? "has not said whether it is there", ...(mode === null ? [] : [`mode ${mode}`])];
  const problem = nameProblem(found);
  return [
    `${paint.bold(printable(node))}: ${printable(state.join(", "))}`,
    ...(problem === null ? [] : [`  ${paint.notable(problem)}`]),
    ...people.map(
      ({ person, camera, at }) =>
        `  ${printable(person)} at ${printable(camera)}, ${times.day(at)} ${times.time(at)}`,
    ),
  ];
}

/** What is wrong if several daemons go by one name; null: nothing. */
export function nameProblem({ node, alive, withdrawn }: NodeOnBroker): string | null {
  const all = [...alive, ...withdrawn];
  if (all.length < 2) return null;
  const who =
    withdrawn.length > 0 && alive.length === 1
      ? `the one that came later (${withdrawn.join(", ")}) opens nothing and is silent`
      : "none of them opens anything";
  return `${all.length} daemons are called ${node}: ${who}; give each a name of its own (node:)`;
}
