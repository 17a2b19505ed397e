import { Executor } from "../../src/devices/executor.ts";
import { Lock } from "../../src/devices/lock.ts";
import { ModeHolder } from "../../src/devices/mode.ts";
import type { EventDraft, GatehouseEvent } from "../../src/events/catalogue.ts";
import { Gatekeeper } from "../../src/guard/gatekeeper.ts";
import type { Allowed } from "../../src/guard/decision.ts";
import type { Cancel } from "../../src/runtime/clock.ts";
import { silentLogger } from "../../src/runtime/logger.ts";
import { CONTACT_TOPIC, STATE_TOPIC } from "../fakes/fake-door.ts";
import {
  faceFactor,
  lockedBy,
  recognized,
  request,
  sighting,
  stranger,
  track,
  unasked,
} from "../fakes/guard-world.ts";
import { lockSettings } from "../fakes/lock-stand.ts";
import { ManualClock, settled } from "../fakes/manual-clock.ts";
import { HeldBroker, HeldStore } from "./held-ports.ts";
import { Promises } from "./promises.ts";

const RELOCK_MS = 10_000;
const MAX_UNLOCKED_MS = 30_000;
const POLICIES = lockedBy([faceFactor()], {
  relockAfterMs: RELOCK_MS,
  maxUnlockedMs: MAX_UNLOCKED_MS,
  unlocksPerMinute: 2,
});
const SETTINGS = lockSettings({ maxUnlockedMs: MAX_UNLOCKED_MS });

/** A state takes so long to reach Gatehouse at most. */
const REPORT_MAX_MS = 20_000;

interface Report {
  readonly value: string;
  readonly saidMs: number;
}

interface Life {
  readonly run: string;
  readonly guard: Gatekeeper;
  readonly lock: Lock;
  readonly executor: Executor;
}

/** Guard, executor and lock as the daemon wires them, between ports that do nothing by themselves. */
export class DoorWorld {
  readonly clock = new ManualClock();
  readonly store = new HeldStore();
  readonly broker = new HeldBroker(this.clock);
  readonly promises = new Promises(this.clock);
  bolt: "LOCKED" | "UNLOCKED" = "LOCKED";
  isDoorOpen = false;
  /** What the lock has said and Gatehouse has not heard yet, and what it heard last. */
  reports: readonly Report[] = [];
  lastReport: string | null = null;
  /** The bolt as the broker has it stored. */
  stored = "LOCKED";
  boot = 1;
  #runs = 0;
  #track: number | null = null;
  #nextTrack = 1;
  #life: Life;

  constructor() {
    this.broker.onSend = (payload, via) => this.promises.onSend(payload, via);
    this.#life = this.#begin();
    this.#tellBroker();
  }

  get life(): Life {
    return this.#life;
  }

  /** Ana is in view of the camera. */
  get isAnaThere(): boolean {
    return this.#track !== null;
  }

  /** Ana looks at the camera; a stranger may stand beside her, or vision may not be sure of her. */
  look(how: "sure" | "doubtful" | "beside a stranger"): void {
    const { t } = this.clock.now();
    const { guard, run } = this.#life;
    if (this.#track === null) {
      this.#track = this.#nextTrack++;
      const event = recognized({ person: "Ana", track: this.#track, t, run, boot: this.#bootId });
      guard.observe({ kind: "event", event });
    }
    this.promises.onLook(how);
    const who = { track: this.#track, lastLookT: t };
    const ana =
      how === "doubtful" ? track({ ...who, identity: "undecided", person: null, group: null }) : track(who);
    const tracks = how === "beside a stranger" ? [ana, stranger({ track: 99 })] : [ana];
    guard.observe({ kind: "sighting", t, sighting: sighting({ t, tracks }) });
  }

  /** A watching camera sees nobody for 61 s. */
  async nobody(): Promise<void> {
    this.#track = null;
    for (let second = 0; second <= 61; second += 1) {
      await this.pass(1_000);
      const { t } = this.clock.now();
      this.#life.guard.observe({ kind: "sighting", t, sighting: sighting({ t, tracks: [] }) });
    }
    this.promises.onGone();
  }

  ask(command: "lock" | "unlock"): void {
    const { at, t } = this.clock.now();
    const asked = request({ kind: "device", device: "front_door_lock", command }, { at, t });
    const decision = this.#life.guard.authorise(asked);
    if (decision.outcome === "challenged") throw new Error("nobody was to be asked");
    this.promises.onDecision(asked, decision);
    this.#life.executor.dispatch(asked, decision);
  }

  async pass(ms: number): Promise<void> {
    await this.clock.advanceSettled(ms);
    while (this.reports.some(({ saidMs }) => this.clock.elapsedMs - saidMs > REPORT_MAX_MS)) this.report();
    await settled();
  }

  /** The broker passes the next command on. */
  hear(isDeaf: boolean): void {
    const command = this.broker.toLock.shift();
    if (command === undefined || isDeaf) return;
    if (this.broker.isTooLate(command)) return;
    this.bolt = command.payload === "UNLOCK" ? "UNLOCKED" : "LOCKED";
    this.promises.onBolt(this.bolt, command);
    this.stored = this.bolt;
    // Nobody hears what is said while there is no connection: it is stored, no more.
    if (this.broker.connectedSinceT() !== null) {
      this.reports = [...this.reports, { value: this.bolt, saidMs: this.clock.elapsedMs }];
    }
  }

  report(): void {
    const [next, ...rest] = this.reports;
    if (next === undefined) return;
    this.reports = rest;
    this.lastReport = next.value;
    this.promises.onReport(next.value);
    this.tell(STATE_TOPIC, next.value, false);
  }

  tell(topic: string, value: string, retained: boolean): void {
    const { at, t } = this.clock.now();
    const payload = new TextEncoder().encode(JSON.stringify({ state: value }));
    this.#life.executor.onMessage({ topic, payload, retained, at, t });
  }

  swing(open: boolean): void {
    this.isDoorOpen = open;
    if (this.broker.connectedSinceT() !== null) this.tell(CONTACT_TOPIC, open ? "open" : "closed", false);
  }

  disconnect(): void {
    this.broker.disconnect();
    this.reports = [];
    this.#tellBroker();
  }

  connect(): void {
    this.broker.connect();
    this.#tellBroker();
    this.tell(STATE_TOPIC, this.stored, true);
    this.tell(CONTACT_TOPIC, this.isDoorOpen ? "open" : "closed", true);
  }

  /** kill -9, and a start: at once, or after a reboot. */
  async restart(isReboot: boolean): Promise<void> {
    this.store.forget();
    this.broker.crash();
    this.reports = [];
    if (isReboot) {
      this.boot += 1;
      this.clock.reboot(20_000);
    }
    this.#track = null;
    this.#nextTrack = 1;
    this.#life = this.#begin();
    this.promises.onRestart();
    for (const debt of await this.store.debts()) this.#life.lock.restore(debt);
    this.#life.guard.observe({ kind: "spends", spends: await this.store.recentSpends() });
    this.#tellBroker();
    await settled();
  }

  /** The event that the store would have journalled. */
  journalled(): GatehouseEvent {
    const { allowed } = this.store.pending!.authorisation;
    const stamp = { id: "allowed", v: 1, seq: 1, boot: this.#bootId, run: this.#life.run };
    return { ...allowed, ...stamp } as GatehouseEvent;
  }

  get #bootId(): string {
    return `boot-${this.boot}`;
  }

  #tellBroker(): void {
    const since = this.broker.connectedSinceT();
    this.#life.guard.observe({ kind: "broker", connectedSinceT: since });
    this.promises.onBroker(since);
    this.#life.executor.onBroker(since);
  }

  #begin(): Life {
    this.#runs += 1;
    const [run, boot] = [`run-${this.#runs}`, this.#bootId];
    const isAlive = (): boolean => this.#life.run === run;
    const never = <Value>(): Promise<Value> => new Promise<Value>(() => undefined);
    const guard = new Gatekeeper({ ...unasked, run, boot, clock: this.clock, policies: POLICIES });
    const emit = (event: EventDraft | GatehouseEvent): void => {
      if (isAlive()) this.promises.onEvent(event);
    };
    const common = {
      clock: this.clock,
      scheduler: {
        after: (ms: number, callback: () => void): Cancel =>
          this.clock.after(ms, () => (isAlive() ? callback() : undefined)),
      },
      logger: silentLogger,
      transport: this.broker,
      wire: this.broker,
      store: this.store,
      boot,
      emit,
      committed: (event: GatehouseEvent) => {
        guard.observe({ kind: "event", event });
        emit(event);
      },
      stillThere: (decision: Allowed) => guard.stillThere(decision),
    };
    const lock = new Lock("front_door_lock", SETTINGS, common);
    const executor = new Executor({
      common,
      devices: new Map([["front_door_lock", lock]]),
      mode: new ModeHolder({ initial: "home", clock: this.clock }),
      notifiers: new Map(),
      speaker: null,
      recorder: { record: never, snapshot: never, switchOff: () => null },
      reasonOf: () => "",
      aboutT: () => 0,
    });
    return { run, guard, lock, executor };
  }
}
