import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { bootId } from "../../adapters/clock/system-clock.ts";
import { openJournal, type Journal } from "../../adapters/sqlite/journal.ts";
import { CelLanguage } from "../../adapters/cel/cel-language.ts";
import { acquireState } from "../../adapters/state-directory/state-directory.ts";
import type { DeviceParts } from "../../devices/device.ts";
import { Executor } from "../../devices/executor.ts";
import { Lock } from "../../devices/lock.ts";
import { ModeHolder } from "../../devices/mode.ts";
import type { Action, Request, Requester } from "../../events/action.ts";
import { Gatekeeper } from "../../guard/gatekeeper.ts";
import { createIds } from "../../runtime/ids.ts";
import { Teardown } from "../../runtime/teardown.ts";
import type { CheckedConfiguration } from "../check-configuration.ts";
import type { ProcessParts } from "../process-parts.ts";
import { VERSION } from "../version.ts";
import { openBroker, type Broker } from "./broker.ts";
import { CauseMemory } from "./cause-memory.ts";
import { DeviceSet } from "./device-set.ts";
import { guardPolicies } from "./guard-policies.ts";
import { HubSurface } from "./hub-surface.ts";
import { Kernel } from "./kernel.ts";
import { RuleTopics } from "./rule-topics.ts";
import { RulesHost } from "./rules-host.ts";
import { Sensors } from "./sensors.ts";
import { HouseVoice } from "./house-voice.ts";

/** How long locks get to be paid when the daemon ends; systemd gives it 10 s in all. */
const PAY_WITHIN_MS = 4_000;

export interface BrainOptions extends ProcessParts {
  readonly configuration: CheckedConfiguration;
  readonly stateDirectory: string;
}

/** Everything that decides, running. */
export interface Brain {
  readonly kernel: Kernel;
  readonly journal: Journal;
  /** Makes the running house that of this configuration; says what only a restart can change. */
  apply(configuration: CheckedConfiguration): Promise<string[]>;
  /** Asks for something in the name of a person or of Gatehouse itself. */
  request(action: Action, by: Requester): void;
  /** Stops sensors first, pays owed locks, and lets go of everything. */
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
  const { configuration, stateDirectory, clock, logger, random } = options;
  const held = await acquireState(stateDirectory);
  teardown.add(() => held.release());
  const boot = bootId();
  const run = randomBytes(8).toString("hex");
  const journal = await openJournal({ path: join(stateDirectory, "journal.db"), clock, boot, run, random });
  teardown.add(() => journal.close());
  const newId = createIds({ clock, random });
  const identity = { boot, run };
  const mode = new ModeHolder({ initial: await initialMode(configuration, journal), clock });
  const gatekeeper = new Gatekeeper({ ...identity, clock, policies: guardPolicies(configuration.config) });
  gatekeeper.observe({ kind: "mode", mode: mode.current });
  gatekeeper.observe({ kind: "spends", spends: await journal.guardStore.recentSpends() });
  const start = { ...identity, mode: mode.current };
  const rules = await RulesHost.open(
    { ...options, store: journal.ruleStore, emit: (draft) => kernel.emit(draft) },
    configuration.program,
    start,
  );
  teardown.add(() => rules.stop());
  const causes = new CauseMemory();
  const kernel: Kernel = new Kernel({
    journal: journal.writer,
    logger: logger.child("kernel"),
    decider: {
      onEvent: (event) => {
        gatekeeper.observe({ kind: "event", event });
        causes.observe(event);
        return rules.onEvent(event);
      },
      onSighting: (sighting) => gatekeeper.observe({ kind: "sighting", sighting, t: clock.now().t }),
      onRequest: (request) => executor.dispatch(request, gatekeeper.authorise(request)),
    },
    observers: [(event) => sensors.observe(event), (event) => hub.onEvent(event)],
  });
  const request = (action: Action, by: Requester): void => {
    const wish: Request = { id: newId(), action, by, cause: null, ...clock.now() };
    kernel.request(wish);
  };
  const broker = await openBroker({
    ...options,
    mqtt: configuration.config.mqtt,
    configPath: configuration.path,
    node: configuration.config.node,
    instance: run,
    teardown,
    onState: (state) => onBroker(state),
  });
  const parts = deviceParts(options, { broker, journal, kernel, gatekeeper, boot });
  const devices = new DeviceSet(parts, {
    language: new CelLanguage(),
    subscribe: (topic) =>
      broker.connection?.subscribe(topic, (message) => executor.onMessage(message)) ?? (() => undefined),
  });
  const sensors = new Sensors({
    ...options,
    emit: (draft) => kernel.emit(draft),
    sighting: (sighting) => kernel.sighting(sighting),
    teardown,
  });
  const voice = new HouseVoice({ ...options, deafUntil: (t) => sensors.deafUntil(t) });
  const executor = new Executor({
    common: parts,
    devices: devices.devices,
    mode,
    notifiers: devices.notifiers,
    speaker: voice,
    recorder: sensors.recorder,
    reasonOf: (wish) => causes.reasonOf(wish),
    aboutT: (wish) => causes.aboutT(wish),
  });
  const hub = new HubSurface({
    ...options,
    connection: broker.connection,
    instance: run,
    kernel,
    request,
    gatekeeper,
    sensors,
  });
  const topics = new RuleTopics(broker.connection, (draft) => kernel.emit(draft));
  const onBroker = ({ connected, why }: { connected: boolean; why: string }): void => {
    const sinceT = broker.transport.connectedSinceT();
    gatekeeper.observe({ kind: "broker", connectedSinceT: sinceT });
    executor.onBroker(sinceT);
    hub.onBroker(connected, why);
  };

  const useConfiguration = async (next: CheckedConfiguration): Promise<void> => {
    gatekeeper.usePolicies(guardPolicies(next.config));
    await devices.apply(next.config);
    rules.useProgram(next.program);
    topics.apply(next.rules);
    await voice.apply(next);
    hub.apply(next, { mode: mode.current, devices: devices.devices });
  };
  await useConfiguration(configuration);
  await restoreDebts(journal, { devices, request, logger, boot });
  kernel.emit({ name: "node.started", source: "brain", ...clock.now(), version: VERSION });
  await kernel.probe();
  // Sinks are up; now the broker and, last, the sensors may speak.
  broker.start();
  await sensors.start();

  return {
    kernel,
    journal,
    request,
    apply: async (next) => {
      await useConfiguration(next);
      await sensors.apply(next);
      return needsRestart(configuration, next);
    },
    stop: async (why) => {
      await sensors.stop();
      await executor.stop(PAY_WITHIN_MS);
      kernel.emit({ name: "node.stopped", source: "brain", ...clock.now(), why });
      await kernel.probe();
      hub.stop();
      await voice.stop();
      await teardown.run();
    },
  };
}

interface DevicePartsFrom {
  readonly broker: Broker;
  readonly journal: Journal;
  readonly kernel: Kernel;
  readonly gatekeeper: Gatekeeper;
  readonly boot: string;
}

function deviceParts(options: BrainOptions, from: DevicePartsFrom): DeviceParts {
  return {
    clock: options.clock,
    scheduler: options.scheduler,
    logger: options.logger.child("devices"),
    transport: from.broker.transport,
    wire: from.broker.wire,
    store: from.journal.guardStore,
    boot: from.boot,
    emit: (draft) => from.kernel.emit(draft),
    committed: (event) => from.kernel.journalled(event),
    stillThere: (decision) => from.gatekeeper.stillThere(decision),
  };
}

/** The mode of the last start if it still exists, else the first of the configuration. */
async function initialMode({ config }: CheckedConfiguration, journal: Journal): Promise<string> {
  const [last] = await journal.reader.events({ names: ["mode.changed"], newestFirst: true, limit: 1 });
  const modes = Object.keys(config.modes);
  if (last?.name === "mode.changed" && modes.includes(last.to)) return last.to;
  return modes[0] ?? "home";
}

/** Owed locks of earlier starts are taken over; after a damaged journal nobody knows which, so every lock locks. */
async function restoreDebts(
  journal: Journal,
  house: { devices: DeviceSet; request: Brain["request"]; logger: ProcessParts["logger"]; boot: string },
): Promise<void> {
  for (const debt of await journal.guardStore.debts()) {
    const device = house.devices.devices.get(debt.device);
    if (device instanceof Lock) device.restore(debt);
    else
      house.logger.error("a lock is owed to a device that is not configured any more", {
        device: debt.device,
      });
  }
  if (!journal.corrupted) return;
  house.logger.error("the journal was damaged and moved aside; every lock is locked", {
    movedTo: journal.movedTo,
  });
  for (const [name, device] of house.devices.devices) {
    if (!(device instanceof Lock)) continue;
    const why = "The journal was damaged: nobody knows which locks are owed.";
    house.request({ kind: "device", device: name, command: "lock" }, { kind: "gatehouse", why });
  }
}

/** Sections whose change takes effect only at the next start. */
function needsRestart(before: CheckedConfiguration, after: CheckedConfiguration): string[] {
  const sections = ["node", "mqtt", "state_dir", "logging", "recordings"] as const;
  return sections.filter((key) => JSON.stringify(before.config[key]) !== JSON.stringify(after.config[key]));
}
