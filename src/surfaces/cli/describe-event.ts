import type { Requester } from "../../events/action.ts";
import type { EventName, EventOf, GatehouseEvent } from "../../events/catalogue.ts";
import { printable } from "./paint.ts";
import { clipFaults } from "./clip-faults.ts";
import { spanText, trimmed } from "./time-text.ts";

type Describe = { readonly [Name in EventName]: (event: EventOf<Name>) => string };

const sensor = (event: { sensor: string; why: string }): string => `${event.sensor}: ${event.why}`;
const why = (event: { why: string }): string => event.why;
const seen = (event: { camera: string; zones: readonly string[] }): string =>
  event.zones.length === 0 ? `at ${event.camera}` : `at ${event.camera} (${event.zones.join(", ")})`;
const request = (event: { action: string; device: string | null; reason: string }): string =>
  `${asked(event)}: ${event.reason}`;

const task = (event: { kind: "say-code" | "turn-head" }): string =>
  event.kind === "say-code" ? "say a code" : "turn the head";
const factText = (facts: Readonly<Record<string, string | number | boolean | string[] | null>>): string => {
  const told = Object.entries(facts).flatMap(([name, value]) =>
    value === null ? [] : [`${name} ${typeof value === "number" ? trimmed(value, 2) : String(value)}`],
  );
  return told.length === 0 ? "" : ` (${told.join(", ")})`;
};

const POWER: Readonly<Record<EventOf<"power.changed">["level"], string>> = {
  normal: "there is power for everything",
  saving: "faces and voices are not looked for any more, to save power",
  empty: "everything is closed before the power goes",
};

const ordinal = (count: number): string => {
  const suffixes: Readonly<Record<string, string>> = { one: "st", two: "nd", few: "rd" };
  return `${count}${suffixes[new Intl.PluralRules("en", { type: "ordinal" }).select(count)] ?? "th"}`;
};

const describe: Describe = {
  "node.started": (event) => `Gatehouse ${event.version} started`,
  "node.stopped": why,
  "person.appeared": (event) => `somebody came into view ${seen(event)}`,
  "person.moved": (event) =>
    `somebody ${event.direction === "approaching" ? "comes nearer" : "goes away"} ${seen(event)}`,
  "person.left": (event) => `somebody left ${seen(event)} after ${spanText(event.seconds * 1000)}`,
  "face.recognized": (event) =>
    `${event.person}${event.group === "" ? "" : ` (${event.group})`} recognised ${seen(event)}: ` +
    `similarity ${trimmed(event.similarity, 3)}, margin ${trimmed(event.margin, 3)}, ${look(event)}`,
  "face.unknown": (event) => {
    const nearest =
      event.similarity === null
        ? "nobody is enrolled"
        : `nearest ${event.nearest ?? "somebody"} at ${trimmed(event.similarity, 3)}`;
    const who =
      event.stranger === null
        ? "a stranger"
        : event.visits === 1
          ? `a new stranger, ${event.stranger},`
          : `${event.stranger}, here for the ${ordinal(event.visits ?? 0)} time,`;
    return `${who} ${seen(event)}: ${nearest}, ${look(event)}`;
  },
  "face.spoofed": (event) =>
    `a picture${event.person === null ? "" : ` of ${event.person}`} ${seen(event)}: ${look(event)}`,
  "voice.woken": (event) => `heard “${event.phrase}” at ${event.microphone}`,
  "voice.commanded": (event) =>
    `heard “${event.sentence}” at ${event.microphone}: ${event.intent}, likelihood ratio ${trimmed(event.llr, 1)}` +
    (event.people.length === 0 ? "" : `, there: ${event.people.join(", ")}`),
  "voice.rejected": (event) =>
    `took nothing from what was heard at ${event.microphone}: ${event.reason}` +
    (event.sentence === null ? "" : ` (nearest “${event.sentence}”)`),
  "sound.detected": (event) =>
    `${event.label} at ${event.microphone}, confidence ${trimmed(event.confidence, 2)}`,
  "voice.asked": (event) => `asked at ${event.microphone}: “${event.question}” (${event.answers.join(", ")})`,
  "voice.answered": (event) =>
    event.answer === null
      ? `nobody answered at ${event.microphone}: ${event.why}`
      : `answered at ${event.microphone}: ${event.answer}` +
        (event.sentence === null
          ? ""
          : ` (“${event.sentence}”, likelihood ratio ${trimmed(event.llr ?? 0, 1)})`),
  "mode.changed": (event) => `mode ${event.from} → ${event.to}, by ${byText(event.by)}`,
  "lockdown.changed": (event) =>
    `${event.active ? "lockdown: nothing guarded is opened" : "the lockdown is over"}, by ${byText(event.by)}`,
  "rule.switched": (event) =>
    `rule ${event.rule} is switched ${event.enabled ? "on" : "off"}, by ${byText(event.by)}`,
  "power.changed": ({ level, volts }) =>
    `${POWER[level]}${volts === null ? "" : `: the battery has ${trimmed(volts, 2)} V`}`,
  "device.changed": (event) =>
    `${event.device}: ${event.from === null ? "" : `${event.from} → `}${event.state}` +
    // The first report of a run tells how things stand, not that anything moved.
    (event.by === null && event.from !== null ? " (by itself or by hand)" : ""),
  "device.commanded": (event) =>
    `${event.command} ${event.device}: ${event.payload} to ${event.topic}` +
    (event.deliveryMs === null ? "" : `, broker answered in ${spanText(event.deliveryMs)}`),
  "device.failed": (event) => `${event.device}: ${event.why}`,
  "recording.started": (event) => `${event.camera}: ${event.clip}, ${event.reason}`,
  "recording.finished": (event) =>
    `${event.camera}: ${spanText(event.seconds * 1000)}, ` +
    (event.continues === undefined
      ? `begins ${spanText(event.preRollMs)} before the wish`
      : `goes on from ${event.continues} in another format`) +
    (event.truth === undefined
      ? ""
      : clipFaults(event.truth)
          .map((fault) => `, ${fault}`)
          .join("")) +
    event.media.map((media) => `, ${media.path}`).join(""),
  "recording.failed": (event) => `${event.camera}: ${event.why}`,
  "recordings.deleted": (event) =>
    `${event.files} ${event.files === 1 ? "file" : "files"}, ${trimmed(event.bytes / 1e6, 1)} MB: ${event.why}`,
  "continuous.stopped": (event) => `${event.camera}: ${event.why}`,
  "continuous.resumed": (event) => `${event.camera}: ${event.why}`,
  "recordings.moved": (event) =>
    `${event.files} ${event.files === 1 ? "clip" : "clips"}, ${trimmed(event.bytes / 1e6, 1)} MB to ${event.to}`,
  "archive.lost": why,
  "archive.recovered": why,
  "copy.failed": why,
  "copy.recovered": why,
  "snapshot.taken": (event) => [event.camera, ...event.media.map((media) => media.path)].join(", "),
  "request.made": (event) => `${wished(event)}: ${event.reason}`,
  "request.allowed": request,
  "request.denied": request,
  "request.completed": request,
  "request.expired": request,
  "challenge.issued": (event) =>
    `${event.person} was asked to ${task(event)} at ${event.camera}, attempt ${event.attempt} of ${event.of}`,
  "challenge.passed": (event) => `${event.person} passed it: ${task(event)}${factText(event.facts)}`,
  "challenge.failed": (event) =>
    `${event.person} did not pass it: ${task(event)}. ${event.why}${factText(event.facts)}`,
  "code.entered": (event) =>
    `code${event.code === null ? "" : ` ${event.code}`} entered via ${event.via}: ${event.outcome}. ${event.why}`,
  "hub.requested": (event) =>
    `message on ${event.topic}${event.problem === null ? "" : `: ${event.problem}`}`,
  "webhook.called": (event) => `${event.hook}: ${event.payload}`,
  "node.heard": (event) =>
    `${event.heard} at the node ${event.node}` +
    (event.camera === null ? "" : `, ${event.camera}`) +
    (event.person === null ? "" : `: ${event.person}`),
  "message.received": (event) => `${event.topic}${event.retained ? " (retained)" : ""}: ${event.payload}`,
  "sensor.lost": sensor,
  "sensor.recovered": sensor,
  "broker.lost": why,
  "broker.recovered": why,
  "disk.low": why,
  "journal.damaged": why,
  "config.reloaded": why,
  "config.rejected": why,
  "rule.looped": (event) => `${event.rules.join(" → ")}: ${event.why}`,
  "timer.fired": (event) => event.which,
  "clock.ticked": (event) => event.which,
};

/** One line about an event, for people; nothing in it can disturb a terminal. */
export function describeEvent(event: GatehouseEvent): string {
  const text = (describe[event.name] as (event: GatehouseEvent) => string)(event);
  return printable(text);
}

/** What a request asks for: `unlock front_door_lock`, `mode sentry`. */
export function asked(event: { readonly action: string; readonly device: string | null }): string {
  return event.device === null ? event.action : `${event.action} ${event.device}`;
}

/** The same with the words that are to be said or told: `speak “Welcome home.”`. */
export function wished(event: EventOf<"request.made">): string {
  const { detail } = event;
  const text = detail.kind === "speak" ? detail.text : detail.kind === "notify" ? detail.message : null;
  return text === null ? asked(event) : `${asked(event)} “${text}”`;
}

/** Who asked. */
export function byText(by: Requester): string {
  switch (by.kind) {
    case "rule":
      return `rule ${by.rule}`;
    case "hub":
      return `a message on ${by.topic}`;
    case "node":
      return `following ${by.node}`;
    case "command":
      return "the command line";
    case "gatehouse":
      return `Gatehouse itself (${by.why})`;
  }
}

function look(event: { live: number | null; frames: number; quality: number }): string {
  const live = event.live === null ? "liveness not checked" : `live ${trimmed(event.live, 2)}`;
  return `${live}, ${event.frames} ${event.frames === 1 ? "frame" : "frames"}, quality ${trimmed(event.quality, 2)}`;
}
