import type { EventDraft, EventOf, GatehouseEvent } from "../../src/events/catalogue.ts";
import { stampEvent } from "../../src/events/stamp.ts";
import { Executor } from "../../src/devices/executor.ts";
import { Lock } from "../../src/devices/lock.ts";
import { ModeHolder } from "../../src/devices/mode.ts";
import type { DeviceTransport, UnlockWire } from "../../src/devices/ports.ts";
import type { Decision } from "../../src/guard/decision.ts";
import { Gatekeeper } from "../../src/guard/gatekeeper.ts";
import type { GuardInput } from "../../src/guard/observe.ts";
import type { GuardPolicies } from "../../src/guard/policy.ts";
import type { Request } from "../../src/events/action.ts";
import type { Cancel, Scheduler } from "../../src/runtime/clock.ts";
import { silentLogger } from "../../src/runtime/logger.ts";
import { COMMAND_TOPIC, FakeDoor } from "./fake-door.ts";
import {
  BOOT,
  faceFactor,
  lockPolicy,
  policies,
  recognized,
  request,
  sighting,
  track,
  unasked,
} from "./guard-world.ts";
import { lockSettings } from "./lock-stand.ts";
import { ManualClock, settled } from "./manual-clock.ts";
import { MemoryJournal } from "./memory-journal.ts";

/** One life of the brain: from a start to a stop or a kill. */
interface Life {
  readonly run: string;
  readonly guard: Gatekeeper;
  readonly executor: Executor;
  readonly lock: Lock;
  /** After a kill nothing of this life has any effect on the world any more. */
  alive: boolean;
}

const never = <Value>(): Promise<Value> => new Promise<Value>(() => undefined);

/** Guard, devices, journal and a door, wired as the daemon wires them; the brain can be killed and started again. */
export class HouseStand {
  readonly clock = new ManualClock();
  readonly journal = new MemoryJournal({ clock: this.clock });
  readonly door = new FakeDoor(this.clock);
  readonly events: (EventDraft | GatehouseEvent)[] = [];
  readonly decisions = new Map<string, Decision>();
  readonly policies: GuardPolicies;
  #starts = 0;
  #tracks = 0;
  #life: Life;

  constructor(options: { relockAfterMs: number; maxUnlockedMs: number }) {
    this.policies = policies({
      devices: { front_door_lock: lockPolicy([faceFactor()], { ...options, unlocksPerMinute: 20 }) },
      modes: { home: { leave: null }, sentry: { leave: [faceFactor()] } },
      outputsAllow: ["#"],
    });
    this.#life = this.#begin();
    this.#life.guard.observe({ kind: "broker", connectedSinceT: this.door.connectedSinceT() });
  }

  get lock(): Lock {
    return this.#life.lock;
  }

  get run(): string {
    return this.#life.run;
  }

  /** Unlock messages that left for the door. */
  get unlocksSent(): number {
    return this.door.sent.filter((one) => one.topic === COMMAND_TOPIC && one.payload === "UNLOCK").length;
  }

  learn(input: GuardInput): void {
    this.#life.guard.observe(input);
  }

  /** Somebody of the family is recognised at the door, alive and alone, and seen right now. */
  arrive(person: string): void {
    const { t } = this.clock.now();
    this.#tracks += 1;
    const who = { person, track: this.#tracks };
    const stamp = stampEvent(
      { ...recognized({ ...who, t }) },
      { id: `face-${this.#tracks}`, seq: 1, boot: BOOT, run: this.#life.run },
    );
    this.learn({ kind: "event", event: stamp });
    this.learn({ kind: "sighting", t, sighting: sighting({ t, tracks: [track({ ...who, lastLookT: t })] }) });
  }

  /** Asks for something, as a rule does; returns the guard's answer. What follows happens as time passes. */
  ask(action: Request["action"]): Decision {
    const { at, t } = this.clock.now();
    const asked = request(action, { at, t });
    const decision = this.#life.guard.authorise(asked);
    if (decision.outcome === "challenged") throw new Error("nobody was to be asked");
    this.decisions.set(asked.id, decision);
    this.#life.executor.dispatch(asked, decision);
    return decision;
  }

  disconnect(): void {
    this.door.disconnect();
    this.#broker();
  }

  connect(): void {
    this.door.connect();
    this.#broker();
  }

  /** kill -9, and a start: in the same boot, or after a reboot. */
  async restart(): Promise<void> {
    this.#life.alive = false;
    this.#life = this.#begin();
    for (const debt of await this.journal.debts()) this.#life.lock.restore(debt);
    this.learn({ kind: "spends", spends: await this.journal.recentSpends() });
    this.#broker();
    await settled();
  }

  stop(withinMs: number): Promise<void> {
    return this.#life.executor.stop(withinMs);
  }

  all<Name extends GatehouseEvent["name"]>(name: Name): EventOf<Name>[] {
    return this.events.filter((event) => event.name === name) as EventOf<Name>[];
  }

  #broker(): void {
    const since = this.door.connectedSinceT();
    this.learn({ kind: "broker", connectedSinceT: since });
    this.#life.executor.onBroker(since);
  }

  #begin(): Life {
    this.#starts += 1;
    const run = `run-${this.#starts}`;
    const guard = new Gatekeeper({ ...unasked, run, boot: BOOT, clock: this.clock, policies: this.policies });
    const life = { run, guard, alive: true } as { -readonly [Key in keyof Life]: Life[Key] };
    const emit = (event: EventDraft | GatehouseEvent): void => {
      if (life.alive) this.events.push(event);
    };
    const common = {
      clock: this.clock,
      scheduler: this.#schedulerOf(life),
      logger: silentLogger,
      transport: this.#transportOf(life),
      wire: this.#wireOf(life),
      store: this.journal,
      boot: BOOT,
      emit,
      committed: emit,
      stillThere: (decision: Extract<Decision, { outcome: "allowed" }>) => guard.stillThere(decision),
    };
    life.lock = new Lock(
      "front_door_lock",
      lockSettings({ maxUnlockedMs: this.policies.devices["front_door_lock"]!.maxUnlockedMs }),
      common,
    );
    life.executor = new Executor({
      common,
      devices: new Map([["front_door_lock", life.lock]]),
      mode: new ModeHolder({ initial: "home", clock: this.clock }),
      notifiers: new Map(),
      speaker: null,
      recorder: { record: () => never(), snapshot: () => never(), switchOff: () => null },
      reasonOf: () => "",
      aboutT: () => 0,
    });
    this.door.onMessage = (message) => life.executor.onMessage(message);
    return life;
  }

  #schedulerOf(life: { readonly alive: boolean }): Scheduler {
    return {
      after: (ms, callback): Cancel => this.clock.after(ms, () => (life.alive ? callback() : undefined)),
    };
  }

  #transportOf(life: { readonly alive: boolean }): DeviceTransport {
    return {
      publish: (topic, payload) => (life.alive ? this.door.publish(topic, payload) : never()),
      connectedSinceT: () => this.door.connectedSinceT(),
    };
  }

  #wireOf(life: { readonly alive: boolean }): UnlockWire {
    return {
      send: (topic, payload, options) => (life.alive ? this.door.send(topic, payload, options) : never()),
    };
  }
}
