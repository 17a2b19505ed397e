import { forkSmallChild } from "../../adapters/process/fork-child.ts";
import type { Company, EventDraft } from "../../events/catalogue.ts";
import type { MediaRef } from "../../events/envelope.ts";
import { voiceEvent } from "../../events/from-observation.ts";
import type { SpokenAnswer } from "../../events/spoken-answer.ts";
import { CANCEL_INTENT } from "../../perception/voice/built-in.ts";
import { confidenceOf } from "../../perception/voice/likelihood.ts";
import type { DoubtfulCommand, VoiceObservation } from "../../perception/voice/observation.ts";
import { compiledUrl } from "../../runtime/compiled-url.ts";
import type { ProcessParts } from "../process-parts.ts";
import { fromMicrophone, type FromMicrophone, type MicrophoneSetup, type ToMicrophone } from "../protocol.ts";
import type { Confirmed } from "./confirming.ts";
import { superviseSensor, type SupervisedSensor } from "../sensor-supervisor.ts";

type Attention = Extract<FromMicrophone, { type: "attention" }>;

/** Where the microphones' messages go. */
export interface MicrophoneSinks {
  readonly emit: (draft: EventDraft) => void;
  /** Takes what somebody answered who was asked to say something. */
  readonly answer: (answer: SpokenAnswer) => void;
  /** A microphone says what it does. */
  readonly attention: (microphone: string, attention: Pick<Attention, "state" | "cue">) => void;
  /** Somebody wants to know what was heard before: what to say. */
  readonly recount: (microphone: string, account: string) => void;
  /** Somebody does not want to be asked, or heard, any more. */
  readonly cancelled: (microphone: string) => void;
  /** Asks whether a command was meant; resolves with the yes, or with null. Never rejects. */
  readonly confirm: (microphone: string, sentence: string) => Promise<Confirmed | null>;
  readonly keepSound: (bytes: Uint8Array, what: { name: string; at: number }) => MediaRef;
  /** Who is at this microphone's doors at `t` (ms since boot). */
  readonly companyAt: (microphone: string, t: number) => Company;
}

interface Running {
  readonly setup: MicrophoneSetup;
  readonly sensor: SupervisedSensor<ToMicrophone>;
}

/** One supervised process a microphone. */
export class MicrophoneFleet {
  readonly #parts: ProcessParts;
  readonly #sinks: MicrophoneSinks;
  readonly #running = new Map<string, Running>();
  #resting = false;

  constructor(parts: ProcessParts, sinks: MicrophoneSinks) {
    this.#parts = parts;
    this.#sinks = sinks;
  }

  /** Makes exactly these microphones run; one of which only the sentences changed takes them without a break. */
  async apply(setups: readonly MicrophoneSetup[]): Promise<void> {
    const wanted = new Map(setups.map((setup) => [setup.microphone, setup]));
    for (const [name, running] of [...this.#running]) {
      const next = wanted.get(name);
      if (next !== undefined && next.source === running.setup.source) {
        if (JSON.stringify(next) !== JSON.stringify(running.setup)) running.sensor.send(next);
        this.#running.set(name, { setup: next, sensor: running.sensor });
        wanted.delete(name);
      } else await this.#retire(name);
    }
    for (const setup of wanted.values()) this.#start(setup);
  }

  /** Ends these microphones' processes until the next `apply`, and says that they are lost. */
  async retire(microphones: readonly string[]): Promise<void> {
    await Promise.all(microphones.map((microphone) => this.#retire(microphone)));
  }

  /** Passes a camera's sound on to the microphone that listens to it. */
  sound(camera: string, message: Extract<ToMicrophone, { type: "audio" }>): void {
    for (const { setup, sensor } of this.#running.values()) {
      if (setup.source === `camera:${camera}`) sensor.send(message);
    }
  }

  /** To save power nothing is looked at or listened to; or it is again. */
  rest(resting: boolean): void {
    this.#resting = resting;
    for (const { sensor } of this.#running.values()) sensor.send({ type: "rest", resting });
  }

  /** Sends a message to a microphone's process, if it runs. */
  send(microphone: string, message: ToMicrophone): void {
    this.#running.get(microphone)?.sensor.send(message);
  }

  /** Gatehouse speaks until `t` (ms since boot) and does not listen to itself. */
  deafUntil(t: number): void {
    for (const { sensor } of this.#running.values()) sensor.send({ type: "deaf-until", t });
  }

  async stop(): Promise<void> {
    const running = [...this.#running.values()];
    this.#running.clear();
    await Promise.all(running.map(({ sensor }) => sensor.stop()));
  }

  async #retire(microphone: string): Promise<void> {
    const running = this.#running.get(microphone);
    if (running === undefined) return;
    this.#running.delete(microphone);
    await running.sensor.stop();
    this.#sinks.attention(microphone, { state: "idle", cue: false });
    this.#say("sensor.lost", microphone, "its configuration was changed");
  }

  #say(name: "sensor.lost" | "sensor.recovered", microphone: string, why: string): void {
    const { at, t } = this.#parts.clock.now();
    const sensor = `microphone:${microphone}`;
    this.#sinks.emit({ name, source: sensor, at, t, sensor, why });
  }

  #start(setup: MicrophoneSetup): void {
    const name = setup.microphone;
    const sensor = superviseSensor<ToMicrophone, FromMicrophone>({
      startChild: forkSmallChild,
      ...this.#parts,
      name: `microphone:${name}`,
      entry: compiledUrl(import.meta.url, "app/microphone-process"),
      setup,
      incoming: fromMicrophone(name),
      onMessage: (message) => this.#take(name, message),
      onLost: (why) => {
        this.#sinks.attention(name, { state: "idle", cue: false });
        this.#say("sensor.lost", name, why);
      },
      onRecovered: (why) => this.#say("sensor.recovered", name, why),
    });
    this.#running.set(name, { setup, sensor });
    if (this.#resting) sensor.send({ type: "rest", resting: true });
  }

  #take(microphone: string, message: FromMicrophone): void {
    switch (message.type) {
      case "observation":
        this.#heard(message.observation);
        return;
      case "answer":
        this.#sinks.answer(message.answer);
        return;
      case "attention":
        this.#sinks.attention(microphone, message);
        return;
      case "recount":
        this.#sinks.recount(microphone, message.account);
        return;
      case "ready":
      case "health":
      case "heartbeat":
      case "ended":
    }
  }

  #heard(observation: VoiceObservation, yes?: { confirmed: Confirmed; media: readonly MediaRef[] }): void {
    const media = yes?.media ?? this.#soundOf(observation);
    const company = this.#sinks.companyAt(observation.microphone, observation.t);
    this.#sinks.emit(voiceEvent(observation, { company, media, confirmed: yes?.confirmed }));
    if (observation.kind === "voice-commanded" && observation.intent === CANCEL_INTENT)
      this.#sinks.cancelled(observation.microphone);
    if (observation.kind === "voice-rejected" && observation.doubtful !== undefined)
      void this.#confirm(observation.microphone, observation.doubtful, media);
  }

  #soundOf(observation: VoiceObservation): readonly MediaRef[] {
    if (!("audio" in observation) || observation.audio === null) return [];
    const what = observation.kind === "voice-commanded" ? "command" : "rejected";
    const name = `${observation.microphone}-${what}`;
    return [this.#sinks.keepSound(observation.audio, { name, at: observation.at })];
  }

  /** A command that was meant after all counts from the yes on, for those who are there then. */
  async #confirm(microphone: string, doubtful: DoubtfulCommand, media: readonly MediaRef[]): Promise<void> {
    const confirmed = await this.#sinks.confirm(microphone, doubtful.sentence);
    if (confirmed === null || !this.#running.has(microphone)) return;
    const { at, t } = this.#parts.clock.now();
    const confidence = confidenceOf(doubtful.llr);
    const command = {
      kind: "voice-commanded",
      microphone,
      at,
      t,
      confidence,
      ...doubtful,
      audio: null,
    } as const;
    this.#heard(command, { confirmed, media });
  }
}
