import type { GatehouseEvent } from "../../events/catalogue.ts";

/** What kind of news a line is; chooses its colour. */
export type Tone = "plain" | "good" | "warning" | "bad";

/** One line of the narration: a word that says who speaks, and what happened. */
export interface NarrationLine {
  readonly who: string;
  readonly text: string;
  readonly tone: Tone;
}

const line = (who: string, text: string, tone: Tone = "plain"): NarrationLine => ({ who, text, tone });

/** What an event of the daemon means to somebody who watches; null for what would only distract. Pure. */
export function narrate(event: GatehouseEvent): NarrationLine | null {
  switch (event.name) {
    case "voice.woken":
      return line("microphone", `heard its name: "${event.phrase}"`);
    case "voice.commanded":
      return line(
        "microphone",
        `understood "${event.sentence}" (likelihood ratio ${event.llr.toFixed(1)}, confidence ${percent(event.confidence)})`,
      );
    case "voice.rejected":
      return line("microphone", `heard something, but it was no command: ${event.reason}`, "warning");
    case "mode.changed":
      return line("house", `mode ${event.from} -> ${event.to}`, "good");
    case "person.appeared":
      return line("camera", "somebody comes into view");
    case "person.moved":
      return line("camera", event.direction === "approaching" ? "they come nearer" : "they go away");
    case "person.left":
      return line("camera", `nobody there any more (after ${event.seconds.toFixed(1)} s)`);
    case "device.changed":
      return line("door", doorWords(event), event.state === "LOCKED" ? "good" : "plain");
    case "device.failed":
      return line("door", event.why, "bad");
    case "sensor.lost":
      return line(event.sensor.replace(":", " "), `lost: ${event.why}`, "bad");
    case "sensor.recovered":
      return line(
        event.sensor.replace(":", " "),
        event.why === "it has started" ? "is running" : "is back",
        "good",
      );
    default:
      return narrateFace(event) ?? narrateRequest(event) ?? narrateRecording(event);
  }
}

function narrateFace(event: GatehouseEvent): NarrationLine | null {
  switch (event.name) {
    case "face.recognized":
      return line(
        "camera",
        `this is ${event.person} (${event.group}): similarity ${event.similarity.toFixed(2)}, ` +
          `${event.frames} frames agree${liveWords(event.live)}`,
        "good",
      );
    case "face.unknown":
      return line(
        "camera",
        `this is a stranger: similarity to the nearest person ${event.similarity?.toFixed(2) ?? "none"}, ` +
          `${event.frames} frames agree`,
        "warning",
      );
    case "face.spoofed":
      return line("camera", `this face is not alive${liveWords(event.live)}`, "bad");
    default:
      return null;
  }
}

function narrateRequest(event: GatehouseEvent): NarrationLine | null {
  switch (event.name) {
    case "request.allowed":
      return event.device === null ? null : line("guard", `${event.action} allowed. ${event.reason}`, "good");
    case "request.denied":
      return line("guard", `${event.action} denied (${event.code}). ${event.reason}`, "bad");
    case "request.expired":
      return line("guard", `${event.action} expired. ${event.reason}`, "bad");
    case "device.commanded":
      return line(
        "guard",
        `sent ${event.payload} to ${event.topic}` +
          (event.deliveryMs === null ? "" : ` (the broker answered after ${event.deliveryMs.toFixed(0)} ms)`),
      );
    default:
      return null;
  }
}

function narrateRecording(event: GatehouseEvent): NarrationLine | null {
  switch (event.name) {
    case "recording.started":
      return line("recorder", "records, beginning with the seconds before");
    case "recording.finished":
      return line(
        "recorder",
        `has ${event.seconds.toFixed(1)} s of video, ${(event.preRollMs / 1000).toFixed(1)} s of them from before the stranger was noticed`,
        "good",
      );
    default:
      return null;
  }
}

function doorWords(event: { state: string; from: string | null }): string {
  return event.from === null ? `is ${event.state}` : `${event.from} -> ${event.state}`;
}

function liveWords(live: number | null): string {
  return live === null ? "" : `, liveness ${live.toFixed(2)}`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
