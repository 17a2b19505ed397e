import { readMachine } from "../../adapters/machine/machine-readings.ts";
import type { Sensors } from "./sensors.ts";
import type { Journal } from "../../adapters/sqlite/journal.ts";
import { Lock } from "../../devices/lock.ts";
import type { GatehouseEvent } from "../../events/catalogue.ts";
import { failedDraft } from "../../devices/device-events.ts";
import { Teardown } from "../../runtime/teardown.ts";
import type { CheckedConfiguration } from "../check-configuration.ts";
import type { ProcessParts } from "../process-parts.ts";
import { VERSION } from "../version.ts";
import { openCore, type Core } from "./core.ts";
import type { DeviceSet } from "./device-set.ts";
import { furnish } from "./house.ts";
import type { Kernel } from "./kernel.ts";
import { watchMachine } from "./machine-watch.ts";
import { takeRuleWishes } from "./rule-wishes.ts";
import { takeUpJournal, type Household } from "./take-up-journal.ts";
import { MediaLinks } from "./media-links.ts";
import { Webhooks } from "./webhooks.ts";

/** How long locks get to be paid when the daemon ends; systemd gives it 10 s in all. */
const PAY_WITHIN_MS = 4_000;

export interface BrainOptions extends ProcessParts {
  readonly configuration: CheckedConfiguration;
  readonly stateDirectory: string;
  /** Has the configuration read again. */
  readonly reload?: ((why: string) => void) | undefined;
  /** Ends the daemon in order. */
  readonly end?: ((why: string) => void) | undefined;
}

/** Everything that decides, running. */
export interface Brain {
  readonly kernel: Kernel;
  readonly journal: Journal;
  /** Makes the running house that of this configuration; says what only a restart can change. */
  apply(configuration: CheckedConfiguration): Promise<string[]>;
  /** Lets nothing be recorded for this reason any more; null: it may be again. */
  holdRecordings(why: string | null): void;
  /** What is recorded all the time. */
  readonly continuous: Pick<Sensors, "segments" | "segmentsGone" | "holdContinuous">;
  /** Clips are about to be deleted: writes that down. */
  deletingClips(clips: readonly string[], why: string): Promise<void>;
  /** A whole copy of a clip lies in the archive: writes that down. */
  movedClip(clip: string, to: string): Promise<void>;
  /** Stops the sensors, closes clips, pays owed locks, and lets go of everything. */
  stop(why: string): Promise<void>;
}

/**
 * Builds the brain: journal, guard, rules, devices, surfaces, sensors, in this order, and starts them.
 * What fails before it is ready is released again.
 */
export async function startBrain(options: BrainOptions): Promise<Brain> {
  const teardown = new Teardown();
  try {
    return await build(options, teardown);
  } catch (error) {
    await teardown.run().catch(() => undefined);
    throw error;
  }
}

async function build(options: BrainOptions, teardown: Teardown): Promise<Brain> {
  const { configuration, clock } = options;
  // What stands downstream is made from what stands upstream, which has to know it: the closures tie the knot.
  const core = await openCore({
    ...options,
    teardown,
    dispatch: (request, decision) => house.executor.dispatch(request, decision),
    perform: (order) => house.challenges.perform(order),
    observers: [
      (event) => house.sensors.observe(event),
      (event) => house.hub.onEvent(event),
      (event) => house.duress.onEvent(event),
      (event) => house.nodes.onEvent(event),
      (event) => lockAll(event, { core, devices: house.devices }),
    ],
  });
  const machine = await readMachine(options.stateDirectory);
  const links = await MediaLinks.open(configuration.config, { ...options, teardown });
  const house = await furnish({ ...options, teardown, core, machine, links });
  await house.use(configuration);
  await restoreDebts(core, { devices: house.devices, parts: options });
  await takeUpJournal(core, { devices: house.devices, parts: options });
  takeUpLockdown(core, options, teardown);
  takeUpRuleSwitches(core, options, teardown);
  core.kernel.emit({ name: "node.started", source: "brain", ...clock.now(), version: VERSION });
  await core.kernel.probe();
  teardown.add(
    watchMachine(options.stateDirectory, options.scheduler, (readings) => house.hub.onMachine(readings)),
  );
  const webhooks = await Webhooks.open(configuration.config, { ...options, teardown, kernel: core.kernel });
  // Sinks are up; now the broker and, last, the sensors may speak.
  house.broker.start();
  await house.sensors.start(configuration);
  return {
    kernel: core.kernel,
    journal: core.journal,
    apply: async (next) => {
      // What an old source shows is gone from the guard's mind before it is judged as if the new one showed it.
      await house.sensors.retire(next);
      await core.kernel.probe();
      await house.use(next);
      webhooks.use(next.config.webhooks);
      await house.sensors.apply(next);
      return needsRestart(configuration, next);
    },
    holdRecordings: (why) => house.sensors.recorder.hold(why),
    continuous: house.sensors,
    deletingClips: (clips, why) => house.sensors.deletingClips(clips, why),
    movedClip: (clip, to) => house.sensors.movedClip(clip, to),
    stop: async (why) => {
      // Whoever waits for an answer gets one.
      core.gatekeeper.endChallenges("Gatehouse is stopping.");
      await core.kernel.probe();
      // Both at once: clips are closed and locks are paid within the time that systemd gives.
      await Promise.all([house.sensors.stop(), house.executor.stop(PAY_WITHIN_MS)]);
      // Also whoever has asked since.
      core.gatekeeper.endChallenges("Gatehouse is stopping.");
      await core.kernel.probe();
      house.challenges.stop();
      core.kernel.emit({ name: "node.stopped", source: "brain", ...clock.now(), why });
      await core.kernel.probe();
      house.hub.stop();
      await house.voice.stop();
      await teardown.run();
    },
  };
}

/** Says what the command line wanted while nobody ran, and does what it wants from now on. */
function takeUpLockdown(core: Core, { clock, scheduler }: ProcessParts, teardown: Teardown): void {
  const { lockdown, wasLockdown, kernel, request } = core;
  const by = { kind: "command" } as const;
  if (lockdown.current !== wasLockdown) {
    const active = lockdown.current;
    const why =
      "Whether there was a lockdown is lost with the journal and with lockdown.json, so there is one.";
    const began = lockdown.isAssumed ? ({ kind: "gatehouse", why } as const) : by;
    kernel.emit({ name: "lockdown.changed", source: "brain", ...clock.now(), active, by: began });
  }
  teardown.add(lockdown.watch(scheduler, (active) => request({ kind: "lockdown", active }, by)));
}

/** Says which rules are off, and switches what the command line wants switched. */
function takeUpRuleSwitches(core: Core, options: BrainOptions, teardown: Teardown): void {
  const { stateDirectory, scheduler, logger } = options;
  const off = core.switches.off.filter((rule) => core.rules.knows(rule));
  if (off.length > 0) logger.warn("rules are switched off: they do not run", { rules: off });
  const by = { kind: "command" } as const;
  teardown.add(
    takeRuleWishes(stateDirectory, scheduler, (wish) => core.request({ kind: "rule", ...wish }, by)),
  );
}

/** When a lockdown begins every door is locked, whatever it is as far as anybody knows. */
function lockAll(event: GatehouseEvent, { core, devices }: { core: Core; devices: DeviceSet }): void {
  if (event.name !== "lockdown.changed" || !event.active) return;
  const by = { kind: "gatehouse", why: "There is a lockdown." } as const;
  for (const [device, one] of devices.devices) {
    if (one instanceof Lock) core.request({ kind: "device", device, command: "lock" }, by);
  }
}

/** Owed locks of earlier starts are taken over. */
async function restoreDebts({ journal, kernel }: Core, { devices, parts }: Household): Promise<void> {
  const orphans = devices.restoreDebts(await journal.guardStore.debts());
  for (const { device, request } of orphans) {
    parts.logger.error("a lock is owed to a device that is not configured any more", { device });
    const why =
      "Its door was left unlocked, and it is not in the configuration any more: look after the door.";
    kernel.emit(failedDraft(device, why, { by: request, now: parts.clock.now() }));
  }
}

/** Sections whose change takes effect only at the next start. */
function needsRestart(before: CheckedConfiguration, after: CheckedConfiguration): string[] {
  const listensAt = ({ config: { webhooks } }: CheckedConfiguration): string =>
    webhooks === undefined ? "" : `${webhooks.host}:${webhooks.port}`;
  const sections = ["node", "mqtt", "state_dir", "logging", "recordings", "links"] as const;
  const changed = sections.filter(
    (key) => JSON.stringify(before.config[key]) !== JSON.stringify(after.config[key]),
  );
  return listensAt(before) === listensAt(after) ? [...changed] : [...changed, "webhooks"];
}
