import { canonical } from "./canonical.ts";
import { DoorWorld } from "./door-world.ts";
import type { Machine } from "./explorer.ts";
import type { Command } from "./held-ports.ts";
import { STATE_TOPIC } from "../fakes/fake-door.ts";
import { settled } from "../fakes/manual-clock.ts";

/**
 * The guard, the executor, the lock and its duty to lock again, between a disk, a broker and a door that do nothing but what
 * the moves say: every order of them is tried.
 */

type Effect = (world: DoorWorld) => void | Promise<void>;
interface MoveOf {
  readonly can: (world: DoorWorld) => boolean;
  readonly do: Effect;
}

const always = (): boolean => true;
const isConnected = ({ broker }: DoorWorld): boolean => broker.connectedSinceT() !== null;
const pass =
  (ms: number): Effect =>
  (world) =>
    world.pass(ms);
const jump =
  (ms: number): Effect =>
  ({ clock }) =>
    clock.jumpWallClock(ms);
const aheadMs = ({ clock }: DoorWorld): number => clock.now().at - clock.now().t - 1_699_999_000_000;

const MOVES = {
  "Ana looks at the camera and is recognised": { can: always, do: (world) => world.look("sure") },
  "a rule asks for the door to be unlocked": { can: always, do: (world) => world.ask("unlock") },
  "the disk has written it": {
    can: ({ store }) => store.pending !== null && !store.pending.isWritten,
    do: ({ store, promises }) => {
      store.write();
      promises.onCommit(requestOf(store));
    },
  },
  "the disk answers": {
    can: ({ store }) => store.pending?.isWritten === true,
    do: (world) => world.store.answer(world.journalled()),
  },
  "the broker reads the unlock": {
    can: ({ broker }) =>
      broker.onWire?.isRead === false || broker.limbo.some((command) => !broker.isTooLate(command)),
    do: ({ broker }) => broker.read(),
  },
  "the broker's answer behind the unlock comes": {
    can: ({ broker }) => broker.onWire?.isRead === true,
    do: ({ broker }) => broker.answer(),
  },
  "the lock hears the next command": {
    can: ({ broker }) => broker.toLock.length > 0,
    do: (world) => world.hear(false),
  },
  "the lock does not hear the next command": {
    can: ({ broker }) => broker.toLock.length > 0,
    do: (world) => world.hear(true),
  },
  "Gatehouse hears what the lock said": {
    can: (world) => isConnected(world) && world.reports.length > 0,
    do: (world) => world.report(),
  },
  "what the lock said last comes again": {
    can: (world) => isConnected(world) && world.lastReport !== null && world.reports.length === 0,
    do: (world) => world.tell(STATE_TOPIC, world.lastReport!, false),
  },
  "a stored LOCKED comes": { can: isConnected, do: (world) => world.tell(STATE_TOPIC, "LOCKED", true) },
  "there is a look at Ana that is not sure": {
    can: ({ isAnaThere }) => isAnaThere,
    do: (world) => world.look("doubtful"),
  },
  "a stranger is seen beside Ana": {
    can: ({ isAnaThere }) => isAnaThere,
    do: (world) => world.look("beside a stranger"),
  },
  "nobody is in view for 61 s": { can: always, do: (world) => world.nobody() },
  "somebody asks for the door to be locked": { can: always, do: (world) => world.ask("lock") },
  "the disk is full": {
    can: ({ store }) => store.pending !== null && !store.pending.isWritten,
    do: ({ store }) => store.fail(),
  },
  "the broker is lost": { can: isConnected, do: (world) => world.disconnect() },
  "the broker is back": { can: (world) => !isConnected(world), do: (world) => world.connect() },
  "Gatehouse is killed and started again": { can: always, do: (world) => world.restart(false) },
  "the power fails, and the machine starts again": {
    can: ({ boot }) => boot < 3,
    do: (world) => world.restart(true),
  },
  "the door is opened": { can: ({ isDoorOpen }) => !isDoorOpen, do: (world) => world.swing(true) },
  "the door is closed": { can: ({ isDoorOpen }) => isDoorOpen, do: (world) => world.swing(false) },
  "the wall clock jumps an hour ahead": { can: (world) => aheadMs(world) < 1_800_000, do: jump(3_600_000) },
  "the wall clock jumps an hour back": { can: (world) => aheadMs(world) > -1_800_000, do: jump(-3_600_000) },
  "0.4 s pass": { can: always, do: pass(400) },
  "2.1 s pass": { can: always, do: pass(2_100) },
  "10 s pass": { can: always, do: pass(10_000) },
} as const satisfies Record<string, MoveOf>;

export type DoorMove = keyof typeof MOVES;
const NAMES = Object.keys(MOVES) as DoorMove[];

/** The ordinary story: unlock, wait, lock. Everything is tried around each of its moments. */
const ORDINARY: readonly DoorMove[] = [
  "Ana looks at the camera and is recognised",
  "a rule asks for the door to be unlocked",
  "the disk has written it",
  "the disk answers",
  "the broker reads the unlock",
  "the broker's answer behind the unlock comes",
  "the lock hears the next command",
  "Gatehouse hears what the lock said",
  "10 s pass",
  "the lock hears the next command",
  "Gatehouse hears what the lock said",
];
/** The broker does not answer in time: the unlock is given up, and may yet arrive. */
const GIVEN_UP: readonly DoorMove[] = [
  ...ORDINARY.slice(0, 4),
  "2.1 s pass",
  "the lock hears the next command",
  "Gatehouse hears what the lock said",
  "the broker reads the unlock",
];
export const DOOR_STORIES: readonly (readonly DoorMove[])[] = [
  ...ORDINARY.map((_, index) => ORDINARY.slice(0, index)),
  ORDINARY,
  GIVEN_UP.slice(0, 5),
  GIVEN_UP.slice(0, 7),
  GIVEN_UP,
];

/** The whole way from the camera to the bolt. `sent` counts the unlocks that left. */
export function doorMachine(sent: { count: number }): Machine<DoorWorld, DoorMove> {
  return {
    begin: () => new DoorWorld(),
    moves: (world) => NAMES.filter((name) => MOVES[name].can(world)),
    play: async (world, move) => {
      const before = world.promises.unlocksSent;
      await MOVES[move].do(world);
      await settled();
      sent.count += world.promises.unlocksSent - before;
      world.promises.look();
    },
    fingerprint,
    faults: ({ promises }) => promises.faults,
    finale,
  };
}

function requestOf({ pending }: DoorWorld["store"]): string {
  const { allowed } = pending!.authorisation;
  return "request" in allowed ? (allowed.request ?? "") : "";
}

function fingerprint(world: DoorWorld): string {
  const { clock, store, broker, life, promises } = world;
  const { pending } = store;
  const aged = ({ payload, sentMs }: Command) => ({ payload, ms: clock.elapsedMs - sentMs });
  const state = {
    run: life.run,
    guard: life.guard.state,
    lock: life.lock.state,
    timers: clock.due,
    owed: store.owed,
    pending: pending === null ? null : { written: pending.isWritten, request: requestOf(store) },
    spends: [
      ...new Map(store.written.flatMap(({ spends }) => spends).map((one) => [one.person, one])).values(),
    ],
    connected: { t: broker.connectedSinceT() },
    wire: broker.onWire === null ? null : { read: broker.onWire.isRead, ...aged(broker.onWire) },
    limbo: broker.limbo.map(aged),
    toLock: broker.toLock.map(aged),
    reports: world.reports.map(({ value, saidMs }) => [value, clock.elapsedMs - saidMs]),
    world: [world.bolt, world.isDoorOpen, world.lastReport, world.stored, world.boot],
    promises: promises.state,
    ahead: aheadMs(world),
  };
  return canonical(state, clock.now());
}

/** Everything works again and time goes by: the door has to be locked, nothing owed, and nothing more has left. */
async function finale(world: DoorWorld): Promise<readonly string[]> {
  const { store, promises, life } = world;
  await writeDown(world);
  const sent = promises.unlocksSent;
  world.connect();
  if (world.isDoorOpen) world.swing(false);
  for (let rounds = 0; rounds < 40; rounds += 1) {
    await passOn(world);
    if (isQuiet(world)) break;
    await world.pass(world.clock.due[0] ?? 1_000);
  }
  const faults = [
    world.bolt === "UNLOCKED" && "3: when all works again the door is not locked",
    (life.lock.debt !== null || store.owed.length > 0) && "3: when all works again a lock is still owed",
    promises.unlocksSent > sent && "2: an unlock is sent again",
  ];
  return faults.filter((fault) => fault !== false);
}

/** What is being written is written, and the unlock may leave. */
async function writeDown(world: DoorWorld): Promise<void> {
  const { store, promises } = world;
  if (store.pending === null) return;
  if (!store.pending.isWritten) store.write();
  promises.onCommit(requestOf(store));
  store.answer(world.journalled());
  await settled();
}

/** Everything that is on its way arrives. */
async function passOn(world: DoorWorld): Promise<void> {
  const { broker } = world;
  if (broker.limbo.length > 0 || broker.onWire?.isRead === false) broker.read();
  broker.answer();
  while (broker.toLock.length > 0) world.hear(false);
  while (world.reports.length > 0) world.report();
  await settled();
}

function isQuiet({ life, broker }: DoorWorld): boolean {
  const { duty, unlocking } = life.lock.state;
  const isIdle = duty.debt === null && duty.late === null && duty.wishes.length === 0 && unlocking === null;
  return isIdle && broker.toLock.length === 0;
}
