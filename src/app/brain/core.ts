import { randomBytes } from "node:crypto";
import { isClockSynchronised } from "../../adapters/clock/clock-sync.ts";
import { bootId } from "../../adapters/clock/system-clock.ts";
import { journalPath, openJournal, type Journal } from "../../adapters/sqlite/journal.ts";
import { acquireState } from "../../adapters/state-directory/state-directory.ts";
import { ScryptChecker } from "../../adapters/codes/scrypt-checker.ts";
import { CodeDesk } from "../../guard/codes/desk.ts";
import { ModeHolder } from "../../devices/mode.ts";
import type { Action, Request, Requester } from "../../events/action.ts";
import type { GatehouseEvent } from "../../events/catalogue.ts";
import { lastSwitches } from "../../events/last-switches.ts";
import type { Decision } from "../../guard/decision.ts";
import type { Order } from "../../guard/challenge/challenge.ts";
import { drawCode, isCodeSpoken } from "../../guard/challenge/code.ts";
import { mouthFollowsSound } from "../../guard/challenge/mouth-and-sound.ts";
import type { GuardInput } from "../../guard/observe.ts";
import { Gatekeeper } from "../../guard/gatekeeper.ts";
import { matterText } from "../../guard/matter.ts";
import { createIds } from "../../runtime/ids.ts";
import { messageOf } from "../../runtime/errors.ts";
import type { Teardown } from "../../runtime/teardown.ts";
import type { CheckedConfiguration } from "../check-configuration.ts";
import type { ProcessParts } from "../process-parts.ts";
import type { WorldOrder } from "./challenge-work.ts";
import { ClockWatch } from "./clock-watch.ts";
import { CodeBook } from "../codes/code-book.ts";
import { entryStore } from "../codes/entry-store.ts";
import { LockdownHolder, type LockdownHolderOptions } from "./lockdown.ts";
import { PeopleGroups } from "./people-groups.ts";
import { requestsOf } from "./requests.ts";
import { CauseMemory } from "./cause-memory.ts";
import { guardPolicies } from "./guard-policies.ts";
import { initialMode, type InitialMode } from "./initial-mode.ts";
import { Kernel } from "./kernel.ts";
import { RuleSwitchHolder } from "./rule-switches.ts";
import { RulesHost } from "./rules-host.ts";

export interface CoreOptions extends ProcessParts {
  readonly configuration: CheckedConfiguration;
  readonly stateDirectory: string;
  readonly teardown: Teardown;
  /** Carries out (or writes down) what the guard has decided. */
  readonly dispatch: (request: Request, decision: Decision) => void;
  /** Has somebody asked something; by default nobody can be. */
  readonly perform?: (order: WorldOrder) => void;
  readonly observers: readonly ((event: GatehouseEvent) => void)[];
  /** Whether the clock was set since the machine was started; by default the machine is asked. */
  readonly clockSync?: () => Promise<boolean>;
}

/** What remembers and decides: journal, rules, guard, and the kernel that leads everything through them. */
export interface Core {
  readonly boot: string;
  /** This start of the brain. */
  readonly run: string;
  readonly journal: Journal;
  readonly kernel: Kernel;
  readonly rules: RulesHost;
  readonly gatekeeper: Gatekeeper;
  readonly mode: ModeHolder;
  /** Why the house does not begin in the mode in which it was left; null if it does. */
  readonly modeNews: InitialMode["news"];
  readonly causes: CauseMemory;
  readonly lockdown: LockdownHolder;
  /** Whether there was a lockdown when the journal was written last. */
  readonly wasLockdown: boolean;
  readonly switches: RuleSwitchHolder;
  /** The codes that can be entered. */
  readonly codes: CodeBook;
  /** The groups of the people whose codes they are. */
  readonly groups: PeopleGroups;
  /**
   * Asks for something in the name of a person or of Gatehouse itself. A code that came with it is looked at first; what it
   * was is journalled before the request.
   */
  readonly request: (action: Action, by: Requester, code?: string | null) => void;
}

/**
 * Takes the state directory and opens what is in it.
 *
 * @throws GatehouseError STATE_IN_USE, and those of `openJournal`
 */
export async function openCore(options: CoreOptions): Promise<Core> {
  const { configuration, stateDirectory, teardown, clock, logger, random } = options;
  const held = await acquireState(stateDirectory);
  teardown.add(() => held.release());
  const identity = { boot: bootId(), run: randomBytes(8).toString("hex") };
  const { journal, clockWatch } = await openMemory(options, identity);
  const start = initialMode(configuration.config.modes, {
    last: await lastMode(journal),
    damaged: journal.damage !== null,
  });
  const mode = new ModeHolder({ initial: start.mode, clock });
  const wasLockdown = await lastLockdown(journal);
  const lockdown = await openLockdown(options, {
    last: journal.damage === null ? wasLockdown : null,
    onChange: (active, by) => {
      gatekeeper.observe({ kind: "lockdown", active });
      kernel.emit({ name: "lockdown.changed", source: "brain", ...clock.now(), active, by });
    },
  });
  const causes = new CauseMemory();
  const dispatch = dispatching(options, causes);
  const judge = (request: Request): void => {
    // A mode that has just been changed is in force before its event comes by.
    gatekeeper.observe({ kind: "mode", mode: mode.current });
    gatekeeper.observe({ kind: "lockdown", active: lockdown.current });
    const judgement = gatekeeper.authorise(request);
    // A challenged request waits; the guard has it judged again.
    if (judgement.outcome !== "challenged") dispatch(request, judgement);
  };
  const perform = (order: Order): void => {
    if (order.kind === "tell") kernel.emit(order.draft);
    else if (order.kind !== "judge") options.perform?.(order);
    else if (order.denial === null) judge(order.request);
    else dispatch(order.request, order.denial);
  };
  const gatekeeper: Gatekeeper = new Gatekeeper({
    ...identity,
    clock,
    policies: guardPolicies(configuration.config),
    random: unforeseeable,
    tools: { drawCode, isCodeSpoken, mouthFollowsSound },
    perform,
    judged: (matter) => journal.judged(matter.request.id, matterText(matter)),
  });
  await informGuard(gatekeeper, { journal, mode: mode.current, lockdown: lockdown.current });
  teardown.add(clockWatch.follow((input) => gatekeeper.observe(input)));
  const rules = await RulesHost.open(
    { ...options, store: journal.ruleStore, emit: (draft) => kernel.emit(draft) },
    configuration.program,
    { ...identity, mode: mode.current, switched: await switchedBefore(journal) },
  );
  teardown.add(() => rules.stop());
  const switches = new RuleSwitchHolder({ clock, rules, emit: (draft) => kernel.emit(draft) });
  const kernel: Kernel = new Kernel({
    journal: journal.writer,
    logger: logger.child("kernel"),
    observers: options.observers,
    decider: {
      onEvent: (event) => {
        gatekeeper.observe({ kind: "event", event });
        causes.observe(event);
        return rules.onEvent(event);
      },
      onSighting: (sighting) => gatekeeper.observe({ kind: "sighting", sighting, t: clock.now().t }),
      onRequest: judge,
    },
  });
  const { codes, desk, groups } = codesOf(options, identity.boot);
  const request = requestsOf({ kernel, desk, clock, newId: createIds({ clock, random }) });
  const told = { lockdown, wasLockdown, switches, modeNews: start.news, causes, codes, groups, request };
  return { ...identity, journal, kernel, rules, gatekeeper, mode, ...told };
}

/** Decisions go out with the pictures and sound of what they looked at. */
function dispatching({ dispatch }: CoreOptions, causes: CauseMemory): CoreOptions["dispatch"] {
  return (request, decision) => dispatch(request, causes.withMedia(request, decision));
}

/** The journal, whose events say whether the clock was right when they happened. */
async function openMemory(options: CoreOptions, identity: { boot: string; run: string }) {
  const { stateDirectory, teardown, clock, scheduler, random, clockSync = isClockSynchronised } = options;
  const clockWatch = await ClockWatch.open({ clock, scheduler, isSynchronised: clockSync });
  const journal = await openJournal({
    ...{ path: journalPath(stateDirectory), clock, random, ...identity },
    isClockTrusted: (t) => clockWatch.isTrusted(t),
  });
  teardown.add(() => journal.close());
  return { journal, clockWatch };
}

async function openLockdown(
  { stateDirectory, clock, random, logger }: CoreOptions,
  options: Pick<LockdownHolderOptions, "last" | "onChange">,
): Promise<LockdownHolder> {
  const lockdown = new LockdownHolder({ ...options, stateDirectory, newId: createIds({ clock, random }) });
  await lockdown.keep().catch((error: unknown) => {
    logger.error("whether there is a lockdown could not be written down", { error: messageOf(error) });
  });
  return lockdown;
}

function codesOf({ stateDirectory, configuration, clock, logger }: CoreOptions, boot: string) {
  const codes = new CodeBook(stateDirectory, configuration.config.codes);
  const groups = new PeopleGroups(configuration.config);
  const desk = new CodeDesk({
    ...{ clock, boot, logger: logger.child("codes") },
    checker: new ScryptChecker(() => codes.codes()),
    store: entryStore(stateDirectory),
    groupOf: (person) => groups.of(person),
  });
  return { codes, desk, groups };
}

/** A number from 0 up to, not including, 1 that nobody can foresee: codes are drawn from it. */
function unforeseeable(): number {
  return randomBytes(6).readUIntBE(0, 6) / 2 ** 48;
}

interface Before {
  readonly journal: Journal;
  readonly mode: string;
  readonly lockdown: boolean;
}

/** Tells the guard how things stand. */
async function informGuard(gatekeeper: Gatekeeper, { journal, mode, lockdown }: Before): Promise<void> {
  const tell = (input: GuardInput): void => gatekeeper.observe(input);
  tell({ kind: "mode", mode });
  tell({ kind: "lockdown", active: lockdown });
  for (const fact of await factsOfBefore(journal)) tell(fact);
}

/** More than any limit counts; which of them count the guard tells by the time since boot, which nobody can set. */
const ALLOWED_BEFORE = 500;

/** What the guard has to know of earlier starts: what is spent, how late it is at least, and what was allowed lately. */
async function factsOfBefore({ guardStore, reader }: Journal): Promise<GuardInput[]> {
  const [newest] = await reader.events({ newestFirst: true, limit: 1 });
  const latest = await reader.events({
    names: ["request.allowed"],
    newestFirst: true,
    limit: ALLOWED_BEFORE,
  });
  const allowed = latest.toReversed();
  return [
    { kind: "spends", spends: await guardStore.recentSpends() },
    ...(newest === undefined ? [] : [{ kind: "journalled", at: newest.at } as const]),
    ...allowed.map((event) => ({ kind: "event", event }) as const),
  ];
}

/** Whether a lockdown was begun and not ended, by the journal. */
async function lastLockdown(journal: Journal): Promise<boolean> {
  const [last] = await journal.reader.events({ names: ["lockdown.changed"], newestFirst: true, limit: 1 });
  return last?.name === "lockdown.changed" && last.active;
}

/** How the rules were switched, by the journal. */
async function switchedBefore({ reader }: Journal): Promise<ReadonlyMap<string, boolean>> {
  return new Map([...(await lastSwitches(reader))].map(([rule, { enabled }]) => [rule, enabled]));
}

/** The mode of the house when it was last changed, or null if it never was. */
async function lastMode(journal: Journal): Promise<string | null> {
  const [last] = await journal.reader.events({ names: ["mode.changed"], newestFirst: true, limit: 1 });
  return last?.name === "mode.changed" ? last.to : null;
}
