import type { Requester } from "../events/action.ts";
/**
 * What the devices call. Implementations: `adapters/mqtt` (UnlockWire, DeviceTransport), `adapters/speech` (Speaker),
 * the composition root (Recorder, on top of the camera processes).
 */

/** What became of an unlock: behind it the broker answered in time, or it cannot arrive any more from our side. */
export type Delivery =
  | { readonly outcome: "delivered"; readonly ms: number }
  | { readonly outcome: "expired"; readonly why: string };

/** How long a message may take, and why it must not leave after all. */
export interface SendOptions {
  readonly deliverWithinMs: number;
  /** Asked at the moment at which the message would leave, which another message may put off; null: nothing speaks against it. */
  readonly obstacle?: (() => string | null) | undefined;
}

/**
 * Sends what must arrive now or never. A connection of its own: clean start, session expiry 0, no offline queue,
 * QoS 0, not retained, with MQTT 5 message expiry where the broker has it, followed by a PINGREQ.
 */
export interface UnlockWire {
  /**
   * Never rejects. Without the broker's answer within `deliverWithinMs` the socket is reset, so that nothing that is
   * still on this machine goes out later, and the outcome is `expired`.
   */
  send(topic: string, payload: string, options: SendOptions): Promise<Delivery>;
}

/** The ordinary connection to the broker, for commands that may be repeated (a lock command) and plain messages. */
export interface DeviceTransport {
  /** Resolves when the message has left (QoS 0) or the broker has it (QoS 1). Rejects at once while not connected. */
  publish(
    topic: string,
    payload: string,
    options: { readonly qos: 0 | 1; readonly retain: boolean },
  ): Promise<void>;
  /** Since when the connection stands without a break, ms since boot; null while there is none. */
  connectedSinceT(): number | null;
}

/** One message of a device's topic, as it came. */
export interface DeviceMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** It was stored by the broker: it says what was, not what is. */
  readonly retained: boolean;
  /** When it arrived: wall clock, and ms since boot. */
  readonly at: number;
  readonly t: number;
}

/** Says a sentence aloud. */
export interface Speaker {
  /** Resolves when it has been said. Rejects if it could not be said. */
  speak(text: string): Promise<{ readonly durationMs: number }>;
}

/** What somebody is asked. */
export interface Asking {
  /** The request that asks it. */
  readonly request: string;
  readonly question: string;
  readonly microphone: string;
  readonly answers: readonly { readonly answer: string; readonly sentences: readonly string[] }[];
  /** How long an answer may take to begin, from the end of the question on. */
  readonly timeoutMs: number;
}

/** Asks people, and hears what they say. */
export interface Ears {
  /**
   * Asks aloud and listens; says what it has come to with `voice.asked` and `voice.answered`. Resolves with that in a
   * sentence. Rejects if nobody could be asked: then nothing of it was said.
   */
  ask(asking: Asking): Promise<string>;
  /** A command that begins at this microphone within so many ms needs no wake phrase; 0: none does any more. */
  listen(microphone: string, forMs: number): void;
}

/** An HTTP request to be made. */
export interface HttpCall {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly timeoutMs: number;
  /** Name of the key that the body is signed with (HMAC-SHA256), or null. */
  readonly sign: string | null;
}

/** Makes HTTP requests. */
export interface HttpSender {
  /** Resolves with what was answered, in a sentence; rejects unless it is a success. */
  send(call: HttpCall): Promise<string>;
}

/** What became of a message: it has left, or it waits for the broker. */
export type Notified = "told" | "kept";

/** Whether nothing guarded is opened, kept across restarts. */
export interface Lockdown {
  /**
   * Begins or ends it. It begins at once, and ends once that is on the disk; each change is told as `lockdown.changed`. Rejects
   * if it could not be written down: then there is one, if maybe not after the next start.
   */
  set(active: boolean, by: Requester): Promise<void>;
}

/** Switches rules on and off, kept across restarts. */
export interface RuleSwitches {
  /** Each change is told as `rule.switched`; false: it is so already. Throws if there is no such rule. */
  set(rule: string, enabled: boolean, by: Requester): boolean;
}

/** An address under which what a message is about can be seen, or why there is none. */
export type Link = { readonly url: string } | { readonly why: string };

/** Sends a message to people. */
export interface Notifier {
  /** @param link an address that goes along, under which what it is about can be seen */
  notify(message: string, link?: string | null): Promise<Notified>;
  /** The connection to the broker came (since when, ms since boot) or went (null). */
  onBroker(connectedSinceT: number | null): void;
}

/** What is to be recorded. */
export interface RecordWish {
  readonly camera: string;
  /** The request's id. */
  readonly request: string;
  /** Record until this event of the camera plus the post-roll, or until `switchOff`; with `forMs` whichever comes first. */
  readonly until: "person.left" | "switched-off" | null;
  readonly forMs: number | null;
  /** For people: why this clip exists. */
  readonly reason: string;
  /** The moment the recording is about, ms since boot: the pre-roll is counted from here. */
  readonly aboutT: number;
}

/** Records clips and takes pictures. */
export interface Recorder {
  /** Resolves with the clip's name once it is being recorded (or an open clip of that camera was extended). */
  record(wish: RecordWish): Promise<{ readonly clip: string }>;
  /**
   * Ends what was to be recorded until it is switched off; whatever else wants the clip still gets it. Null if there was
   * nothing of the kind.
   */
  switchOff(camera: string): { readonly stillWanted: boolean } | null;
  /** Resolves when the picture is kept (`snapshot.taken` is journalled by the recorder). */
  snapshot(wish: { readonly camera: string; readonly request: string }): Promise<void>;
}
