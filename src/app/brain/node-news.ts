import type { RuleFile } from "../../config/rule-file.ts";
import type { GatehouseConfig } from "../../config/schema/gatehouse.ts";
import type { ModeHolder } from "../../devices/mode.ts";
import type { Action, Requester } from "../../events/action.ts";
import type { EventDraft, GatehouseEvent } from "../../events/catalogue.ts";
import { listenedNodes } from "../../rules/voice.ts";
import type { Logger } from "../../runtime/logger.ts";
import { ModeFollower } from "../../surfaces/mqtt/mode-follower.ts";
import { NodeEar } from "../../surfaces/mqtt/node-ear.ts";
import type { HubConnection } from "../../surfaces/mqtt/ports.ts";
import { guardedModes } from "./guard-policies.ts";

export interface NodeNewsParts {
  readonly connection: HubConnection | null;
  /** The configuration of the start: `node` and `mqtt` change with the next one. */
  readonly config: GatehouseConfig;
  readonly mode: Pick<ModeHolder, "current">;
  readonly emit: (draft: EventDraft) => void;
  readonly request: (action: Action, by: Requester) => void;
  readonly logger: Logger;
}

/** What other Gatehouses on the broker say: news for rules, and the mode of those that are followed. */
export class NodeNews {
  readonly #ear: NodeEar | null = null;
  readonly #follower: ModeFollower | null = null;
  #modes: GatehouseConfig["modes"];

  constructor({ connection, config, mode, emit, request, logger }: NodeNewsParts) {
    this.#modes = config.modes;
    if (connection === null) return;
    const own = { hub: connection, node: config.node };
    this.#ear = new NodeEar({
      ...{ ...own, logger },
      onHeard: (remote, { at, t }) => emit({ name: "node.heard", source: "mqtt", at, t, ...remote }),
    });
    const nodes = config.mqtt?.follow_mode ?? [];
    if (nodes.length === 0) return;
    this.#follower = new ModeFollower({
      ...{ ...own, nodes },
      modes: () => ({
        current: mode.current,
        all: Object.keys(this.#modes),
        guarded: guardedModes(this.#modes),
      }),
      onMode: (to, node) => request({ kind: "mode", mode: to }, { kind: "node", node }),
    });
    this.#follower.open();
  }

  /** Listens for just these rules, in a house with these modes. */
  apply(files: readonly RuleFile[], modes: GatehouseConfig["modes"]): void {
    this.#modes = modes;
    this.#ear?.listenTo(listenedNodes(files.flatMap((file) => file.rules.map(({ rule }) => rule))));
  }

  onEvent(event: GatehouseEvent): void {
    if (event.name === "mode.changed" && event.by.kind !== "node") this.#follower?.changedHere(event.t);
  }
}
