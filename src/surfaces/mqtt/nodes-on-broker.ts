import { InstanceNotice } from "./instance-watch.ts";
import type { HubConnection, HubMessage } from "./ports.ts";
import { topicsOf } from "./topics.ts";

/** A Gatehouse on the broker, as its topics show it. */
export interface NodeOnBroker {
  readonly node: string;
  /** `online`, `offline`; null: it has not said. */
  readonly status: string | null;
  readonly mode: string | null;
  /** Starts of the daemon that have answered just now, and those of them that are silent because another one was first. */
  readonly alive: readonly string[];
  readonly withdrawn: readonly string[];
  /** Where people were recognised last, the latest first; `at` is wall clock. */
  readonly people: readonly { readonly person: string; readonly camera: string; readonly at: number }[];
}

interface Found {
  status: string | null;
  mode: string | null;
  readonly alive: Set<string>;
  readonly withdrawn: Set<string>;
  readonly people: Map<string, NodeOnBroker["people"][number]>;
}

const NODES_MAX = 100;
const PEOPLE_MAX = 100;
const ASKED = { instance: "asker", state: "asked", at: 0 } as const satisfies InstanceNotice;

/** Looks around on the broker: who is there, who answers, and whom they have seen. */
export class NodesOnBroker {
  readonly #hub: HubConnection;
  readonly #nodes = new Map<string, Found>();

  constructor(hub: HubConnection) {
    this.#hub = hub;
  }

  /**
   * Begins to listen, and asks every node that shows itself who is behind its name.
   *
   * @param node only this one; all if left out
   */
  open(node = "+"): void {
    const { root } = topicsOf("x");
    const base = root.slice(0, -"/x".length);
    for (const what of ["status", "mode", "instance", "person/+"])
      this.#hub.subscribe(`${base}/${node}/${what}`, (message) => {
        this.#take(message, base);
      });
    if (node !== "+") this.#hub.onConnected(() => this.#found(node));
  }

  /** What has been found so far, by name. */
  found(): NodeOnBroker[] {
    return [...this.#nodes]
      .map(([node, { status, mode, alive, withdrawn, people }]) => ({
        ...{ node, status, mode, alive: [...alive].sort(), withdrawn: [...withdrawn].sort() },
        people: [...people.values()].toSorted((a, b) => b.at - a.at),
      }))
      .toSorted((a, b) => (a.node < b.node ? -1 : 1));
  }

  #take({ topic, payload, retained }: HubMessage, base: string): void {
    const [node = "", what] = topic.slice(base.length + 1).split("/");
    const found = this.#found(node);
    const text = new TextDecoder().decode(payload.subarray(0, 4_096));
    if (found === null || text === "") return;
    if (what === "status") found.status = text;
    else if (what === "mode") found.mode = text;
    else if (what === "person") takePerson(found, text);
    else if (!retained) takeNotice(found, text);
  }

  #found(node: string): Found | null {
    const known = this.#nodes.get(node);
    if (known !== undefined) return known;
    if (this.#nodes.size >= NODES_MAX || node === "") return null;
    const found = {
      status: null,
      mode: null,
      alive: new Set<string>(),
      withdrawn: new Set<string>(),
      people: new Map<string, NodeOnBroker["people"][number]>(),
    };
    this.#nodes.set(node, found);
    this.#hub.tryPublish(topicsOf(node).instance, JSON.stringify(ASKED), { retain: false });
    return found;
  }
}

function takeNotice({ alive, withdrawn }: Found, text: string): void {
  const notice = InstanceNotice.safeParse(parsed(text)).data;
  if (notice?.state === "alive") alive.add(notice.instance);
  if (notice?.state === "withdrawn") withdrawn.add(notice.instance);
}

function takePerson({ people }: Found, text: string): void {
  const seen = parsed(text) as { person?: unknown; camera?: unknown; at?: unknown } | null;
  const { person, camera, at } = seen ?? {};
  if (typeof person !== "string" || typeof camera !== "string" || typeof at !== "number") return;
  if (people.has(person) || people.size < PEOPLE_MAX) people.set(person, { person, camera, at });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
