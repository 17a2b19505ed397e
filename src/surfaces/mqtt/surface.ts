import type { Action } from "../../events/action.ts";
import type { GatehouseEvent } from "../../events/catalogue.ts";
import type { Cancel, Clock, Scheduler } from "../../runtime/clock.ts";
import type { Logger } from "../../runtime/logger.ts";
import { CommandInbox } from "./command-inbox.ts";
import type { Inventory } from "./commands.ts";
import { discoveryMessage, discoveryTopic } from "./discovery.ts";
import { InstanceGuard } from "./instance-guard.ts";
import { messagesOf } from "./messages.ts";
import type { HubConnection } from "./ports.ts";
import { presenceAfter, strangersAfter, type Presence } from "./presence.ts";
import { RetainedPeople } from "./retained-people.ts";
import { RetainedState } from "./retained-state.ts";
import { CAMERA_TOPICS, topicsOf } from "./topics.ts";

/** What the surface is made of. */
export interface MqttSurfaceOptions {
  readonly hub: HubConnection;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  /** First level of all topics; `gatehouse` by default. */
  readonly base?: string | undefined;
  readonly node: string;
  /** This start of the daemon: unique, also among daemons that (wrongly) have the same node name. */
  readonly instance: string;
  readonly version: string;
  readonly inventory: Inventory;
  /** The states before the first event. */
  readonly initial: InitialState;
  /** Where the hub looks for discovery messages (`homeassistant`), or null for none. */
  readonly discoveryPrefix: string | null;
  /** Someone on MQTT asks for something. It is only a request: the guard decides. */
  readonly onRequest: (action: Action, topic: string, code: string | null) => void;
  /** Someone on MQTT asked for something that cannot be (journal it as `hub.requested` with a problem). */
  readonly onProblem: (topic: string, problem: string) => void;
  /** Someone on MQTT wants the configuration read again. */
  readonly onReload?: (() => void) | undefined;
  /** Other live daemons with this node's name, told at each change; the guard denies while there are any. */
  readonly onOtherInstances?: ((others: readonly string[]) => void) | undefined;
  /** The address of a stored picture, clip or sound; null if there is none. */
  readonly linkTo?: ((path: string) => string | null) | undefined;
  /** Reads a picture of the journal (path relative to the state directory), or null if it is gone. */
  readonly picture?: ((path: string) => Promise<Uint8Array | null>) | undefined;
}

/** The states that are published before anything has happened. */
interface InitialState {
  readonly mode: string | null;
  readonly lockdown?: boolean;
  /** State by device, null if it is not known yet. */
  readonly devices: Readonly<Record<string, string | null>>;
  /** Rules that are switched off, also such that do not exist now. */
  readonly rulesOff?: readonly string[];
}

/** How the machine does: bytes that are free, and °C. */
export interface MachineState {
  readonly freeBytes: number | null;
  readonly celsius: number | null;
}

/** The daemon's face on MQTT. */
export interface MqttSurface {
  /** Publishes what an event says; call it for every journalled event. */
  onEvent(event: GatehouseEvent): void;
  /** What exists has changed: announces it to the hub, and forgets the states of what is gone. */
  setInventory(inventory: Inventory): void;
  /** Who is enrolled: what is retained of anybody else, also from earlier runs, is taken back. */
  setPeople(names: readonly string[]): void;
  /** Publishes how the machine does; null: it cannot be told. */
  onMachine(readings: MachineState): void;
  /** Publishes what a microphone is doing: `idle`, `listening`, `thinking`, `speaking`. */
  onMicrophone(microphone: string, state: string): void;
  /** Publishes discovery, status and all states again; happens by itself at each connection. */
  publishBirth(): void;
  /** Says offline and stops listening; stop the connection after it. Safe to call twice. */
  stop(): void;
}

/** The hub's own announcement that it has started is answered at most this often. */
const REBIRTH_EVERY_MS = 5_000;

/** Makes the surface; it works as soon as the connection stands. */
export function createMqttSurface(options: MqttSurfaceOptions): MqttSurface {
  const surface = new Surface(options);
  surface.begin();
  return surface;
}

class Surface implements MqttSurface {
  readonly #options: MqttSurfaceOptions;
  readonly #topics;
  readonly #state: RetainedState;
  readonly #instances: InstanceGuard;
  readonly #people: RetainedPeople;
  readonly #ends: (() => void)[] = [];
  readonly #announced = new Map<string, string>();
  #inventory: Inventory;
  readonly #rulesOff: Set<string>;
  #presence: Presence = new Map();
  #strangers: Presence = new Map();
  #rebirth: Cancel | null = null;
  /** Another daemon has this name: nothing is said or taken under it. */
  #withdrawn = false;
  #stopped = false;

  constructor(options: MqttSurfaceOptions) {
    this.#options = options;
    this.#topics = topicsOf(options.node, options.base);
    this.#inventory = options.inventory;
    this.#rulesOff = new Set(options.initial.rulesOff);
    this.#state = new RetainedState(options.hub);
    this.#instances = new InstanceGuard({
      ...options,
      topics: this.#topics,
      onOtherInstances: (others) => {
        options.onOtherInstances?.(others);
        // What the other one has said in this one's name is put right.
        if (others.length === 0) this.#state.again();
      },
      onWithdrawn: (withdrawn) => {
        this.#withdrawn = withdrawn;
        this.#state.setSilent(withdrawn);
      },
    });
    this.#people = new RetainedPeople(this.#topics, this.#state);
    this.#setInitialState();
  }

  /** Subscribes, and publishes as soon as the connection stands. */
  begin(): void {
    const { hub, discoveryPrefix } = this.#options;
    this.#ends.push(
      new CommandInbox({
        ...this.#options,
        topics: this.#topics,
        inventory: () => this.#inventory,
        isSilent: () => this.#withdrawn,
      }).open(),
      this.#instances.open(),
      this.#people.open(hub),
      // A will of another instance, or of an earlier connection of this one, must not stay: we are here.
      hub.subscribe(this.#topics.status, (message) => {
        if (!message.retained && Buffer.from(message.payload).toString() === "offline") this.#state.again();
      }),
    );
    if (discoveryPrefix !== null) {
      this.#ends.push(
        hub.subscribe(`${discoveryPrefix}/status`, (message) => {
          if (!message.retained && Buffer.from(message.payload).toString() === "online") this.#hubStarted();
        }),
      );
    }
    this.#ends.push(
      hub.onConnected(() => {
        this.publishBirth();
      }),
    );
  }

  onEvent(event: GatehouseEvent): void {
    if (this.#stopped) return;
    this.#presence = presenceAfter(this.#presence, event);
    this.#showStrangers(strangersAfter(this.#strangers, event));
    if (event.name === "rule.switched") {
      if (event.enabled) this.#rulesOff.delete(event.rule);
      else this.#rulesOff.add(event.rule);
    }
    const linkTo = this.#options.linkTo ?? (() => null);
    for (const message of messagesOf(event, this.#topics, { presence: this.#presence, linkTo })) {
      if (!this.#people.takes(message)) continue;
      if (message.retain) this.#state.set(message.topic, message.payload);
      else if (!this.#withdrawn)
        this.#options.hub.tryPublish(message.topic, message.payload, { retain: false });
    }
    this.#showPicture(event);
  }

  setInventory(inventory: Inventory): void {
    const before = this.#inventory;
    this.#inventory = inventory;
    const topics = this.#topics;
    for (const camera of missing(before.cameras, inventory.cameras)) {
      for (const what of CAMERA_TOPICS) this.#state.forget(topics.camera(camera, what));
    }
    for (const microphone of missing(before.microphones, inventory.microphones)) {
      this.#state.forget(topics.microphone(microphone));
    }
    for (const microphone of missing(inventory.microphones, before.microphones)) {
      this.#state.set(topics.microphone(microphone), "idle");
    }
    for (const device of missing(namesOf(before), namesOf(inventory))) {
      this.#state.forget(topics.device(device));
    }
    for (const rule of missing(before.rules, inventory.rules)) this.#state.forget(topics.rule(rule));
    this.#setNewCameras(missing(inventory.cameras, before.cameras));
    for (const rule of missing(inventory.rules, before.rules)) this.#setRule(rule);
    this.#announce();
  }

  setPeople(names: readonly string[]): void {
    this.#people.set(names);
  }

  onMachine({ freeBytes, celsius }: MachineState): void {
    if (this.#stopped) return;
    this.#state.set(
      this.#topics.machine,
      JSON.stringify({
        disk_free: freeBytes,
        temperature: celsius === null ? null : Math.round(celsius * 10) / 10,
      }),
    );
  }

  onMicrophone(microphone: string, state: string): void {
    if (this.#stopped || !this.#inventory.microphones.includes(microphone)) return;
    this.#state.set(this.#topics.microphone(microphone), state);
  }

  publishBirth(): void {
    if (this.#stopped) return;
    this.#state.again();
    this.#instances.connected();
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    for (const end of this.#ends.splice(0).reverse()) end();
    this.#rebirth?.();
    this.#instances.stopped();
    this.#state.set(this.#topics.status, "offline");
  }

  #setInitialState(): void {
    const { initial, inventory } = this.#options;
    const topics = this.#topics;
    this.#announce();
    this.#state.set(topics.status, "online");
    this.#state.set(topics.lockdown, initial.lockdown === true ? "ON" : "OFF");
    if (initial.mode !== null) this.#state.set(topics.mode, initial.mode);
    for (const [device, state] of Object.entries(initial.devices)) {
      if (state !== null) this.#state.set(topics.device(device), state);
    }
    this.#setNewCameras(inventory.cameras);
    for (const microphone of inventory.microphones) this.#state.set(topics.microphone(microphone), "idle");
    for (const rule of inventory.rules) this.#setRule(rule);
  }

  #setRule(rule: string): void {
    this.#state.set(this.#topics.rule(rule), this.#rulesOff.has(rule) ? "OFF" : "ON");
  }

  #setNewCameras(cameras: readonly string[]): void {
    for (const camera of cameras) {
      this.#state.set(this.#topics.camera(camera, "status"), "offline");
      this.#state.set(this.#topics.camera(camera, "person_count"), "0");
      this.#state.set(this.#topics.camera(camera, "stranger"), "OFF");
      this.#state.set(this.#topics.camera(camera, "recording"), "OFF");
    }
  }

  #announce(): void {
    const { discoveryPrefix, node, version } = this.#options;
    if (discoveryPrefix === null) return;
    const parts = { topics: this.#topics, node, inventory: this.#inventory, version };
    const message = discoveryMessage({ ...parts, removed: this.#announced });
    for (const [key, { platform }] of Object.entries(message.components)) this.#announced.set(key, platform);
    this.#state.set(discoveryTopic(discoveryPrefix, node), JSON.stringify(message));
  }

  #hubStarted(): void {
    if (this.#rebirth !== null || this.#stopped) return;
    this.#state.again();
    this.#rebirth = this.#options.scheduler.after(REBIRTH_EVERY_MS, () => {
      this.#rebirth = null;
    });
  }

  #showStrangers(strangers: Presence): void {
    for (const [camera, tracks] of strangers) {
      const before = this.#strangers.get(camera)?.size ?? 0;
      if (tracks.size > 0 !== before > 0)
        this.#state.set(this.#topics.camera(camera, "stranger"), tracks.size > 0 ? "ON" : "OFF");
    }
    this.#strangers = strangers;
  }

  #showPicture(event: GatehouseEvent): void {
    const { picture, logger } = this.#options;
    const isFace = event.name === "face.recognized" || event.name === "face.unknown";
    if (!isFace && event.name !== "recording.finished") return;
    const path = event.media.find((media) => media.kind === "picture")?.path;
    if (picture === undefined || path === undefined) return;
    picture(path).then(
      (jpeg) => {
        if (jpeg === null || this.#stopped) return;
        const { camera } = event;
        const person = event.name === "face.recognized" ? event.person : null;
        if (isFace) this.#people.showFace({ camera, person, jpeg });
        else this.#people.showClip(camera, jpeg);
      },
      (error: unknown) => {
        logger.warn("a picture could not be read for the hub", { path, error });
      },
    );
  }
}

/** The names of `some` that are not among `others`. */
function missing(some: readonly string[], others: readonly string[]): readonly string[] {
  return some.filter((name) => !others.includes(name));
}

function namesOf({ devices }: Inventory): readonly string[] {
  return devices.map((device) => device.name);
}
