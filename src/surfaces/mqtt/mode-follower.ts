import { z } from "zod";
import type { HubConnection, HubMessage } from "./ports.ts";
import { readRemote } from "./remote-event.ts";

export interface ModeFollowerOptions {
  readonly hub: HubConnection;
  readonly base?: string;
  /** This node. */
  readonly node: string;
  /** The nodes whose mode is taken over. */
  readonly nodes: readonly string[];
  /** The mode of this node now, and the modes it has. */
  readonly modes: () => {
    readonly current: string;
    readonly all: readonly string[];
    readonly guarded: readonly string[];
  };
  /** Another node has changed its mode: the same is wished here. The guard decides. */
  readonly onMode: (mode: string, node: string) => void;
}

/** Two that are changed at once follow the one whose name comes first. */
const AT_ONCE_MS = 2_000;
/** A mode that was just wished is not wished again because the other node also shows it. */
const WISHED_MS = 5_000;

const Name = z.string().min(1).max(100);

/**
 * Takes over the mode of other nodes. What they change is followed; what they show when this node or they connect is
 * followed into a mode that takes evidence to leave alone, so that an outage disarms nothing.
 */
export class ModeFollower {
  readonly #options: ModeFollowerOptions;
  #wished = { mode: "", t: -Infinity };
  #ownChangeT = -Infinity;
  /** What each node showed last: shown again it is no news. */
  readonly #shownLast = new Map<string, string>();

  constructor(options: ModeFollowerOptions) {
    this.#options = options;
  }

  /** Begins to listen; returns the way to end it. */
  open(): () => void {
    const { hub, nodes, base = "gatehouse", node: own } = this.#options;
    const ends = nodes
      .filter((node) => node !== own)
      .flatMap((node) => [
        hub.subscribe(`${base}/${node}/event/mode.changed`, (message) => this.#changed(node, message)),
        hub.subscribe(`${base}/${node}/mode`, (message) => this.#shown(node, message)),
      ]);
    return () => {
      for (const end of ends) end();
    };
  }

  /** The mode here was changed by somebody here, and not by following. */
  changedHere(t: number): void {
    this.#ownChangeT = t;
  }

  #changed(node: string, message: HubMessage): void {
    const event = message.retained ? null : readRemote(message);
    // What another node has taken over from a third is heard from that one.
    if (event === null || event.to == null || event.by?.kind === "node") return;
    const isAtOnce = message.t - this.#ownChangeT < AT_ONCE_MS;
    if (isAtOnce && this.#options.node < node) return;
    this.#wish(event.to, node, message.t);
  }

  #shown(node: string, { payload, t }: HubMessage): void {
    const mode = Name.safeParse(new TextDecoder().decode(payload)).data;
    if (mode === undefined || this.#shownLast.get(node) === mode) return;
    this.#shownLast.set(node, mode);
    const { current, guarded } = this.#options.modes();
    if (guarded.includes(mode) && !guarded.includes(current)) this.#wish(mode, node, t);
  }

  #wish(mode: string, node: string, t: number): void {
    const { current, all } = this.#options.modes();
    if (mode === current || !all.includes(mode)) return;
    if (mode === this.#wished.mode && t - this.#wished.t < WISHED_MS) return;
    this.#wished = { mode, t };
    this.#options.onMode(mode, node);
  }
}
