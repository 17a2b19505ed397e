import { isDeepStrictEqual } from "node:util";
import { factorsOf } from "../../config/policies.ts";
import type { Alternative } from "../../config/schema/guard.ts";
import type { Device } from "../../devices/device.ts";
import type { Action, Requester } from "../../events/action.ts";
import type { GatehouseEvent } from "../../events/catalogue.ts";
import type { Gatekeeper } from "../../guard/gatekeeper.ts";
import type { Inventory } from "../../surfaces/mqtt/commands.ts";
import type { HubConnection } from "../../surfaces/mqtt/ports.ts";
import { createMqttSurface, type MachineState, type MqttSurface } from "../../surfaces/mqtt/surface.ts";
import type { CheckedConfiguration } from "../check-configuration.ts";
import type { ProcessParts } from "../process-parts.ts";
import { VERSION } from "../version.ts";
import type { Kernel } from "./kernel.ts";
import type { MediaLinks } from "./media-links.ts";
import type { Sensors } from "./sensors.ts";

export interface HubSurfaceOptions extends ProcessParts {
  readonly connection: HubConnection | null;
  readonly instance: string;
  readonly kernel: Pick<Kernel, "emit">;
  readonly request: (action: Action, by: Requester, code: string | null) => void;
  readonly gatekeeper: Pick<Gatekeeper, "observe">;
  readonly sensors: Pick<Sensors, "picture">;
  readonly links: Pick<MediaLinks, "to">;
  /** How the machine did at the start. */
  readonly machine: MachineState;
  /** Reads the configuration again. */
  readonly reload?: ((why: string) => void) | undefined;
}

/** What is published before the first event. */
interface Now {
  readonly mode: string;
  readonly lockdown: boolean;
  /** Rules that are switched off, by id. */
  readonly rulesOff: readonly string[];
  readonly devices: ReadonlyMap<string, Device>;
}

/** Gatehouse on MQTT. When what exists has changed, the hub learns of it. */
export class HubSurface {
  readonly #options: HubSurfaceOptions;
  readonly #deviceStates = new Map<string, string>();
  #inventory: Inventory | null = null;
  #surface: MqttSurface | null = null;
  #wasLost = false;

  constructor(options: HubSurfaceOptions) {
    this.#options = options;
  }

  /** Shows the house of this configuration. */
  apply(configuration: CheckedConfiguration, now: Now): void {
    const { connection } = this.#options;
    const inventory = { ...inventoryOf(configuration), temperature: this.#options.machine.celsius !== null };
    if (connection === null || isDeepStrictEqual(inventory, this.#inventory)) return;
    this.#inventory = inventory;
    if (this.#surface === null) {
      this.#surface = this.#create(configuration, { inventory, connection, now });
      this.onMachine(this.#options.machine);
    } else this.#surface.setInventory(inventory);
  }

  /** Who is enrolled; what MQTT says of anybody else is taken back. */
  setPeople(names: readonly string[]): void {
    this.#surface?.setPeople(names);
  }

  /** How the machine does now. */
  onMachine(readings: MachineState): void {
    this.#surface?.onMachine(readings);
  }

  /** What a microphone is doing now. */
  onMicrophone(microphone: string, state: string): void {
    this.#surface?.onMicrophone(microphone, state);
  }

  onEvent(event: GatehouseEvent): void {
    if (event.name === "device.changed") this.#deviceStates.set(event.device, event.state);
    this.#surface?.onEvent(event);
  }

  /** Journals that the broker went or came back; the very first connection is no news. */
  onBroker(connected: boolean, why: string): void {
    const { clock, kernel } = this.#options;
    if (connected && !this.#wasLost) return;
    this.#wasLost = !connected;
    kernel.emit({
      name: connected ? "broker.recovered" : "broker.lost",
      source: "mqtt",
      ...clock.now(),
      why,
    });
  }

  stop(): void {
    this.#surface?.stop();
    this.#surface = null;
  }

  #create(
    { config }: CheckedConfiguration,
    from: { inventory: Inventory; connection: HubConnection; now: Now },
  ): MqttSurface {
    const { clock, kernel, request, gatekeeper, sensors, links, instance } = this.#options;
    const { inventory, connection, now } = from;
    const mqtt = config.mqtt;
    const tell = (topic: string, facts: { request: string | null; problem: string | null }): void =>
      kernel.emit({ name: "hub.requested", source: "mqtt", ...clock.now(), topic, ...facts });
    return createMqttSurface({
      ...this.#options,
      hub: connection,
      logger: this.#options.logger.child("hub"),
      node: config.node,
      instance,
      version: VERSION,
      inventory,
      initial: {
        mode: now.mode,
        lockdown: now.lockdown,
        devices: Object.fromEntries(
          [...now.devices.keys()].map((name) => [name, this.#deviceStates.get(name) ?? null]),
        ),
        rulesOff: now.rulesOff,
      },
      discoveryPrefix: mqtt?.discovery === true ? mqtt.discovery_prefix : null,
      onRequest: (action, topic, code) => request(action, { kind: "hub", topic }, code),
      onProblem: (topic, problem) => tell(topic, { request: null, problem }),
      onReload: () => this.#options.reload?.("asked for over MQTT"),
      onOtherInstances: (others) => gatekeeper.observe({ kind: "twin", instance: others[0] ?? null }),
      picture: (path) => sensors.picture(path),
      linkTo: (path) => links.to(path),
    });
  }
}

/** Whether a code may be worth asking for. */
function takesCode(alternatives: readonly Alternative[]): boolean {
  return alternatives.some((alternative) =>
    factorsOf(alternative).some(({ factor }) => factor.by === "code"),
  );
}

function inventoryOf({ config, program }: CheckedConfiguration): Inventory {
  const guarded = Object.entries(config.modes).flatMap(([mode, { leave }]) =>
    leave === undefined ? [] : [{ mode, guard: leave.guard }],
  );
  const { reply } = config.voice;
  return {
    modes: Object.keys(config.modes),
    alarm: { guarded: guarded.map(({ mode }) => mode), code: guarded.some(({ guard }) => takesCode(guard)) },
    speaks: reply.speaker !== "none" || reply.command !== undefined,
    devices: Object.entries(config.devices).map(([name, device]) => ({
      ...{ name, type: device.type },
      ...("kind" in device ? { kind: device.kind } : {}),
      code: device.type === "lock" && takesCode(device.guard.unlock),
    })),
    cameras: Object.keys(config.cameras),
    microphones: Object.keys(config.microphones),
    rules: [...program.rules.keys()],
  };
}
