import { CelLanguage } from "../../adapters/cel/cel-language.ts";
import type { MachineReadings } from "../../adapters/machine/machine-readings.ts";
import type { BrokerState } from "../../adapters/mqtt/connection.ts";
import type { EventDraft } from "../../events/catalogue.ts";
import type { DeviceParts } from "../../devices/device.ts";
import { watchSpoofTest } from "../../adapters/state-directory/spoof-test-file.ts";
import { Executor } from "../../devices/executor.ts";
import type { Teardown } from "../../runtime/teardown.ts";
import type { CheckedConfiguration } from "../check-configuration.ts";
import { spoofTestOf, whyNotAlone } from "../doctor/spoof-test.ts";
import type { ProcessParts } from "../process-parts.ts";
import { openBroker, type Broker } from "./broker.ts";
import type { ChallengeWork } from "./challenge-work.ts";
import type { Core } from "./core.ts";
import { DeviceSet } from "./device-set.ts";
import { DuressAlarm } from "./duress-alarm.ts";
import { guardPolicies } from "./guard-policies.ts";
import { houseSpeech } from "./house-speech.ts";
import type { HouseVoice } from "./house-voice.ts";
import { HubSurface } from "./hub-surface.ts";
import type { MediaLinks } from "./media-links.ts";
import { NodeNews } from "./node-news.ts";
import type { Enrolled } from "./people-groups.ts";
import { PowerWatch, type PowerWatchParts } from "./power-watch.ts";
import { RuleTopics } from "./rule-topics.ts";
import { Sensors } from "./sensors.ts";
import { spendAfterDamage } from "./take-up-journal.ts";

export interface HouseOptions extends ProcessParts {
  readonly configuration: CheckedConfiguration;
  readonly stateDirectory: string;
  readonly teardown: Teardown;
  readonly core: Core;
  readonly links: MediaLinks;
  /** How the machine does at the start. */
  readonly machine: MachineReadings;
  /** Reads the configuration again. */
  readonly reload?: ((why: string) => void) | undefined;
  /** Ends the daemon in order. */
  readonly end?: ((why: string) => void) | undefined;
}

/** Everything around the core that reaches the world. */
export interface House {
  readonly broker: Broker;
  readonly devices: DeviceSet;
  readonly sensors: Sensors;
  readonly voice: HouseVoice;
  readonly challenges: ChallengeWork;
  readonly executor: Executor;
  readonly hub: HubSurface;
  readonly duress: DuressAlarm;
  readonly nodes: NodeNews;
  /** Lets rules, guard, devices and surfaces work as this configuration says. */
  use(configuration: CheckedConfiguration): Promise<void>;
}

/** Makes the devices, the sensors, the voice and the hub's surface; nothing is connected or started yet. */
export async function furnish(options: HouseOptions): Promise<House> {
  const { configuration, core } = options;
  const { kernel } = core;
  const emit = (draft: EventDraft): void => kernel.emit(draft);
  const broker = await openBroker({
    ...options,
    mqtt: configuration.config.mqtt,
    configPath: configuration.path,
    node: configuration.config.node,
    instance: core.run,
    onState: (state) => onBroker(state),
  });
  const parts = deviceParts(options, broker);
  const devices = new DeviceSet(parts, {
    language: new CelLanguage(),
    subscribe: (topic) =>
      broker.connection?.subscribe(topic, (message) => executor.onMessage(message)) ?? (() => undefined),
  });
  const speech = houseSpeech({
    ...options,
    sensors: () => sensors,
    show: (microphone, state) => hub.onMicrophone(microphone, state),
  });
  const namesOf = whoIsKnown(options);
  const sensors: Sensors = new Sensors({
    ...options,
    ...{ reader: core.journal.reader, emit },
    sighting: (sighting) => kernel.sighting(sighting),
    people: (enrolled) => hub.setPeople(namesOf(enrolled)),
    dialogue: speech.dialogue,
  });
  const executor = new Executor({
    ...{ common: parts, devices: devices.devices, notifiers: devices.notifiers },
    http: devices.http,
    ...{ mode: core.mode, lockdown: core.lockdown, rules: core.switches },
    ...{ speaker: speech.speaker, ears: speech.ears, recorder: sensors.recorder },
    reasonOf: (request) => core.causes.reasonOf(request),
    aboutT: (request) => core.causes.aboutT(request),
    linkFor: (request, to) => options.links.about(core.causes.seenBy(request), to, sensors.recorder),
  });
  const hub: HubSurface = new HubSurface({ ...options, ...core, ...broker, instance: core.run, sensors });
  const duress = new DuressAlarm({ ...options, notifiers: devices.notifiers, logger: parts.logger });
  const topics = new RuleTopics(broker.connection, emit);
  const nodes = new NodeNews({ ...broker, ...core, ...configuration, emit, logger: parts.logger });
  const power = powerWatch(options, { ...parts, connection: broker.connection, emit, sensors });
  const onBroker = ({ connected, why }: BrokerState): void => {
    const connectedSinceT = broker.transport.connectedSinceT();
    core.gatekeeper.observe({ kind: "broker", connectedSinceT });
    executor.onBroker(connectedSinceT);
    hub.onBroker(connected, why);
  };
  const usePolicies = policiesInForce(options);
  const use = async (next: CheckedConfiguration): Promise<void> => {
    core.codes.use(next.config.codes);
    core.groups.use(next.config);
    duress.use(next.config);
    usePolicies(next);
    await devices.apply(next.config);
    core.rules.useProgram(next.program);
    topics.apply(next.rules);
    nodes.apply(next.rules, next.config.modes);
    power.apply(next.config.power);
    await speech.voice.apply(next);
    const { mode, lockdown, switches } = core;
    const now = { mode: mode.current, lockdown: lockdown.current, rulesOff: switches.off };
    hub.apply(next, { ...now, devices: devices.devices });
  };
  return { broker, devices, sensors, ...speech, executor, hub, duress, nodes, use };
}

/** Lets the core know who is enrolled; says their names. */
function whoIsKnown({ core, configuration, clock }: HouseOptions): (enrolled: Enrolled) => string[] {
  const spend = spendAfterDamage(core, { ...configuration, clock });
  return (enrolled) => {
    core.groups.know(enrolled);
    const names = [...enrolled.people, ...enrolled.unreadable].map(({ name }) => name);
    spend(names);
    return names;
  };
}

/** Spares a battery: the sensors rest, and at the very end everything stops in order. */
function powerWatch(
  { teardown, end }: HouseOptions,
  parts: Omit<PowerWatchParts, "use" | "language"> & { readonly sensors: Sensors },
): PowerWatch {
  const watch = new PowerWatch({
    ...{ ...parts, language: new CelLanguage() },
    use: (level) => {
      parts.sensors.rest(level !== "normal");
      if (level === "empty") end?.("the battery is nearly empty");
    },
  });
  teardown.add(() => watch.stop());
  return watch;
}

/** Lets the guard judge by a configuration, and by the household's spoof test as it stands, now and when that changes. */
function policiesInForce(options: HouseOptions): (configuration: CheckedConfiguration) => void {
  const { configuration, core, stateDirectory, scheduler, teardown } = options;
  let current = configuration;
  const apply = (): void => {
    const tested = spoofTestOf(stateDirectory);
    core.gatekeeper.usePolicies(guardPolicies(current.config, (camera) => whyNotAlone(tested, camera)));
  };
  teardown.add(watchSpoofTest(stateDirectory, scheduler, apply));
  return (next) => {
    current = next;
    apply();
  };
}

function deviceParts({ core, clock, scheduler, logger }: HouseOptions, broker: Broker): DeviceParts {
  return {
    clock,
    scheduler,
    logger: logger.child("devices"),
    transport: broker.transport,
    wire: broker.wire,
    store: core.journal.guardStore,
    boot: core.boot,
    emit: (draft) => core.kernel.emit(draft),
    committed: (event) => core.kernel.journalled(event),
    stillThere: (decision) => core.gatekeeper.stillThere(decision),
  };
}
