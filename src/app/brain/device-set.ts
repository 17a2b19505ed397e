import { isDeepStrictEqual } from "node:util";
import { FetchSender } from "../../adapters/http/http-sender.ts";
import type { GatehouseConfig } from "../../config/schema/gatehouse.ts";
import { Button } from "../../devices/button.ts";
import { Cover } from "../../devices/cover.ts";
import type { Device, DeviceParts } from "../../devices/device.ts";
import { failedDraft } from "../../devices/device-events.ts";
import { Lock } from "../../devices/lock.ts";
import { CONFIRM_WITHIN_MS } from "../../devices/lock-settings.ts";
import { MqttNotifier } from "../../devices/mqtt-notifier.ts";
import type { Notifier } from "../../devices/ports.ts";
import type { Reading } from "../../devices/reading.ts";
import { Switch } from "../../devices/switch.ts";
import type { Debt } from "../../guard/ports.ts";
import type { ExpressionLanguage } from "../../rules/language.ts";
import { readingOf } from "./reading-of.ts";

type DeviceConfig = GatehouseConfig["devices"][string];

/** How long a device that is taken away gets to lock its door. */
const FAREWELL_MS = 4_000;
/** A switch has no window of its own in the configuration: late light hurts nobody. */
const SWITCH_DELIVER_MS = 2_000;

/** The configured devices, notifiers and keys; changed in place at a reload, so that whoever holds the maps sees it. */
export class DeviceSet {
  readonly devices = new Map<string, Device>();
  readonly notifiers = new Map<string, Notifier>();
  /** What is sent by HTTP. */
  readonly http: FetchSender;
  readonly #parts: DeviceParts;
  readonly #language: ExpressionLanguage;
  readonly #subscribe: (topic: string) => () => void;
  #notifierConfigs: GatehouseConfig["notifiers"] = {};
  readonly #configs = new Map<string, DeviceConfig>();
  readonly #subscriptions = new Map<string, (() => void)[]>();
  /** Locks that are configured no more and still have to be locked. */
  readonly #owing = new Set<string>();

  constructor(
    parts: DeviceParts,
    options: { language: ExpressionLanguage; subscribe: (topic: string) => () => void },
  ) {
    this.#parts = parts;
    this.#language = options.language;
    this.#subscribe = options.subscribe;
    this.http = new FetchSender(parts.clock);
  }

  /**
   * Makes the devices those of `config`. One whose lines are the same is left alone; one that goes locks first, and a lock
   * that could not be locked stays, to be locked and for nothing else.
   */
  async apply(config: GatehouseConfig): Promise<void> {
    const changed = [...this.#configs]
      .filter(([name, before]) => !isDeepStrictEqual(before, config.devices[name]))
      .map(([name]) => name);
    const going = [...changed, ...this.#owing];
    // All at once and before anything is awaited: what is judged by new policies is never done by a device of before.
    await Promise.all(going.map(async (name) => this.devices.get(name)?.stop(FAREWELL_MS)));
    for (const name of going) this.#takeAway(name, Object.hasOwn(config.devices, name));
    const made: string[] = [];
    for (const [name, device] of Object.entries(config.devices)) {
      if (this.#configs.has(name)) continue;
      made.push(name);
      const one = this.#make(name, device);
      this.#configs.set(name, device);
      this.devices.set(name, one);
      this.#subscriptions.set(
        name,
        [...new Set(one.topics)].map((topic) => this.#subscribe(topic)),
      );
      one.onBroker(this.#parts.transport.connectedSinceT());
    }
    // What the lock of before could not pay in its last moments, the new one does.
    const debts = await this.#parts.store.debts();
    this.restoreDebts(debts.filter((debt) => made.includes(debt.device)));
    this.http.useKeys(config.outputs.keys);
    this.#applyNotifiers(config.notifiers);
  }

  /** One whose lines are the same keeps what waits in it. */
  #applyNotifiers(wanted: GatehouseConfig["notifiers"]): void {
    const before = this.#notifierConfigs;
    this.#notifierConfigs = wanted;
    for (const name of [...this.notifiers.keys()])
      if (!isDeepStrictEqual(before[name], wanted[name])) this.notifiers.delete(name);
    for (const [name, { mqtt, format, keep }] of Object.entries(wanted)) {
      if (this.notifiers.has(name)) continue;
      this.notifiers.set(name, new MqttNotifier({ ...this.#parts, topic: mqtt, format, keepMs: keep }));
    }
  }

  #takeAway(name: string, isReplaced: boolean): void {
    this.#configs.delete(name);
    this.#owing.delete(name);
    const device = this.devices.get(name);
    const debt = device instanceof Lock ? device.debt : null;
    if (device instanceof Lock && debt !== null) this.#tellOwed(device, debt, isReplaced);
    if (device instanceof Lock && debt !== null && !isReplaced) {
      this.#owing.add(name);
      device.restore(debt);
      return;
    }
    for (const end of this.#subscriptions.get(name) ?? []) end();
    this.#subscriptions.delete(name);
    this.devices.delete(name);
  }

  #tellOwed({ name }: Lock, { request }: Debt, isReplaced: boolean): void {
    const why = isReplaced
      ? "Its configuration was changed while its door was to be locked, and it did not report LOCKED: look after the door. The lock of the new configuration is locked."
      : "It was taken out of the configuration while its door was to be locked, and it did not report LOCKED: look after the door. Gatehouse keeps trying until it is stopped.";
    this.#parts.emit(failedDraft(name, why, { by: request, now: this.#parts.clock.now() }));
  }

  /** Lets locks pay debts of before; returns the debts whose device is no configured lock. */
  restoreDebts(debts: readonly Debt[]): readonly Debt[] {
    return debts.filter((debt) => {
      const device = this.devices.get(debt.device);
      if (device instanceof Lock) device.restore(debt);
      return !(device instanceof Lock);
    });
  }

  #make(name: string, config: DeviceConfig): Device {
    const common = { deliverWithinMs: SWITCH_DELIVER_MS, confirmWithinMs: CONFIRM_WITHIN_MS };
    switch (config.type) {
      case "switch":
        return new Switch(
          name,
          {
            ...common,
            command: config.command,
            state: this.#optional(config.state),
            availability: this.#optional(config.availability),
          },
          this.#parts,
        );
      case "button":
        return new Button(name, config, this.#parts);
      case "cover":
        return new Cover(
          name,
          {
            ...common,
            command: config.command,
            state: this.#reading(config.state),
            obstruction: this.#optional(config.obstruction),
            availability: this.#optional(config.availability),
            deliverWithinMs: config.deliver_within,
          },
          this.#parts,
        );
      case "lock":
        return new Lock(
          name,
          {
            ...common,
            command: config.command,
            state: this.#reading(config.state),
            contact: this.#optional(config.contact),
            availability: this.#optional(config.availability),
            deliverWithinMs: config.deliver_within,
            maxUnlockedMs: config.max_unlocked,
          },
          this.#parts,
        );
    }
  }

  #optional(reading: { topic: string; value: string } | undefined): Reading | null {
    return reading === undefined ? null : this.#reading(reading);
  }

  #reading(reading: { topic: string; value: string }): Reading {
    return readingOf(reading, this.#language);
  }
}
