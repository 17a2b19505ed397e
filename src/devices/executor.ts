import type { Action, Request } from "../events/action.ts";
import type { Allowed, Decision } from "../guard/decision.ts";
import { allowedDraft, completedDraft, deniedDraft, expiredDraft } from "../guard/drafts.ts";
import { sleep } from "../runtime/clock.ts";
import { GatehouseError, messageOf } from "../runtime/errors.ts";
import { commitDecision } from "./commit.ts";
import { failedDraft } from "./device-events.ts";
import type { Device, DeviceParts } from "./device.ts";
import type { ModeHolder } from "./mode.ts";
import { tellPeople } from "./tell-people.ts";
import type {
  DeviceMessage,
  Ears,
  HttpSender,
  Link,
  Lockdown,
  Notifier,
  Recorder,
  RuleSwitches,
  Speaker,
} from "./ports.ts";

/** What the executor carries requests out with. */
export interface ExecutorParts {
  readonly common: DeviceParts;
  readonly devices: ReadonlyMap<string, Device>;
  readonly mode: ModeHolder;
  /** Left out where there is none to begin or end. */
  readonly lockdown?: Lockdown;
  /** Left out where no rule can be switched. */
  readonly rules?: RuleSwitches;
  readonly notifiers: ReadonlyMap<string, Notifier>;
  /** Null if Gatehouse has no voice. */
  readonly speaker: Speaker | null;
  /** Left out if Gatehouse has no ears. */
  readonly ears?: Ears;
  readonly recorder: Recorder;
  /** An address under which what a message is about can be seen, or why there is none. Left out where there are none. */
  readonly linkFor?: (request: Request, to: "picture" | "clip") => Link;
  /** Left out if Gatehouse sends nothing by HTTP. */
  readonly http?: HttpSender;
  /** For people: why a recording is made (the rule's name, say). */
  readonly reasonOf: (request: Request) => string;
  /** The moment that a recording is about, ms since boot: when its cause was captured, or else when it was asked for. */
  readonly aboutT: (request: Request) => number;
}

/** Actions that need no device of their own. */
type Direct = Exclude<Action, { kind: "device" }>;

/** Requests that may be under way at a time; locking, stopping a cover, and a lockdown are never refused. */
const UNDER_WAY_LIMIT = 64;
/** Speech, recordings, notifications that take longer have failed. */
const TIME_LIMIT_MS = 60_000;

/**
 * Carries out what the guard has allowed, and says of every request how it ended: `request.denied`, `request.completed`,
 * `request.expired` or `device.failed`. A guarded authorisation is committed before anything is sent.
 */
export class Executor {
  readonly #parts: ExecutorParts;
  readonly #underWay = new Set<Promise<void>>();
  #refused = 0;

  constructor(parts: ExecutorParts) {
    this.#parts = parts;
  }

  /** How many requests were turned away because too many were under way. */
  get refused(): number {
    return this.#refused;
  }

  /** Starts an allowed request, or writes a denied one down. Returns at once: what follows arrives as events. */
  dispatch(request: Request, decision: Decision): void {
    const { emit, clock } = this.#parts.common;
    if (decision.outcome === "denied") {
      emit(deniedDraft(request, decision, clock.now()));
      return;
    }
    if (this.#underWay.size >= UNDER_WAY_LIMIT && !isSafe(request.action)) {
      this.#refused += 1;
      emit(expiredDraft(request, "Too many requests are under way.", clock.now()));
      return;
    }
    const running = this.#run(request, decision).finally(() => this.#underWay.delete(running));
    this.#underWay.add(running);
  }

  /** Hands a message of a device's topic to the devices that listen to it. */
  onMessage(message: DeviceMessage): void {
    for (const device of this.#parts.devices.values()) {
      if (device.topics.includes(message.topic)) device.onMessage(message);
    }
  }

  /** The connection to the broker came (since when, ms since boot) or went (null). */
  onBroker(connectedSinceT: number | null): void {
    for (const device of this.#parts.devices.values()) device.onBroker(connectedSinceT);
    for (const notifier of this.#parts.notifiers.values()) notifier.onBroker(connectedSinceT);
  }

  /** Resolves when every request that is under way has ended. */
  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  /** Pays what is owed; resolves after `withinMs` at the latest. */
  async stop(withinMs: number): Promise<void> {
    await Promise.all([...this.#parts.devices.values()].map((device) => device.stop(withinMs)));
  }

  async #run(request: Request, decision: Allowed): Promise<void> {
    const { common, mode } = this.#parts;
    const { emit, clock, logger } = common;
    const judgedIn = mode.current;
    try {
      if (!decision.guarded) emit(allowedDraft(request, decision, clock.now()));
      if (request.action.kind === "device") {
        await this.#device(request.action.device).run(request, decision);
        return;
      }
      if (decision.guarded && !(await this.#stillAllowed(request, decision))) return;
      if (isJudgedByMode(request.action) && mode.current !== judgedIn) {
        // What was judged is leaving that mode; leaving another one may take other evidence.
        emit(expiredDraft(request, `The mode has become ${mode.current} meanwhile.`, clock.now()));
        return;
      }
      emit(completedDraft(request, await this.#inTime(request, request.action), clock.now()));
    } catch (error) {
      logger.warn("a request failed", { request: request.id, error: messageOf(error) });
      emit(failedDraft(who(request.action), messageOf(error), { by: request.id, now: clock.now() }));
    }
  }

  /** Commits what a guarded request that concerns no device rests on, and looks whether that holds to the end. */
  async #stillAllowed(request: Request, decision: Allowed): Promise<boolean> {
    const { common } = this.#parts;
    if (!(await commitDecision(request, { decision, debt: null }, common))) return false;
    const standing = common.stillThere(decision);
    if (!standing.ok) common.emit(expiredDraft(request, standing.reason, common.clock.now()));
    return standing.ok;
  }

  async #inTime(request: Request, action: Direct): Promise<string> {
    const done = new AbortController();
    const late = sleep(this.#parts.common.scheduler, TIME_LIMIT_MS, done.signal).then((): string => {
      throw failure("REQUEST_TIMED_OUT", `It took longer than ${TIME_LIMIT_MS / 1000} s.`);
    });
    // When the work is done first, the time limit's promise is of no interest any more.
    late.catch(() => undefined);
    try {
      return await Promise.race([this.#perform(request, action), late]);
    } finally {
      done.abort();
    }
  }

  /** Does it, and says in a sentence what was done. */
  async #perform(request: Request, action: Direct): Promise<string> {
    switch (action.kind) {
      case "mode":
        return this.#changeMode(action.mode, request.by);
      case "lockdown":
        return this.#setLockdown(action.active, request.by);
      case "rule":
        return this.#switchRule(action, request.by);
      case "mqtt": {
        const { topic, payload, qos, retain } = action;
        await this.#parts.common.transport.publish(topic, payload, { qos, retain });
        return `Published to ${topic}.`;
      }
      case "http":
        return this.#http().send(action);
      case "notify":
        return tellPeople(action, this.#parts.notifiers, this.#linkFor(request, action.link));
      case "speak":
        return this.#speak(action.text);
      case "ask":
        return this.#ears().ask({ ...action, request: request.id });
      case "listen":
        return this.#listen(action);
      case "record":
        return this.#record(request, action);
      case "snapshot":
        await this.#parts.recorder.snapshot({ camera: action.camera, request: request.id });
        return `A picture of ${action.camera} was taken.`;
    }
  }

  #changeMode(mode: string, by: Request["by"]): string {
    const draft = this.#parts.mode.change(mode, by);
    if (draft === null) return `The mode is ${mode} already.`;
    this.#parts.common.emit(draft);
    return `The mode is ${mode} now.`;
  }

  async #setLockdown(active: boolean, by: Request["by"]): Promise<string> {
    const { lockdown } = this.#parts;
    if (lockdown === undefined) throw failure("NO_LOCKDOWN", "There is no lockdown to begin or end here.");
    await lockdown.set(active, by);
    return active ? "There is a lockdown now." : "There is no lockdown any more.";
  }

  #switchRule({ rule, enabled }: Extract<Action, { kind: "rule" }>, by: Request["by"]): string {
    const { rules } = this.#parts;
    if (rules === undefined) throw failure("NO_RULES", "There are no rules to switch here.");
    const state = enabled ? "on" : "off";
    return rules.set(rule, enabled, by)
      ? `Rule ${rule} is switched ${state} now.`
      : `Rule ${rule} is ${state} already.`;
  }

  #linkFor(request: Request, to: "picture" | "clip" | undefined): Link | null {
    if (to === undefined) return null;
    return this.#parts.linkFor?.(request, to) ?? { why: "there are none without `links`" };
  }

  async #speak(text: string): Promise<string> {
    if (this.#parts.speaker === null) {
      throw failure("NO_SPEAKER", "No speaker is configured (voice.reply); nothing was said.");
    }
    const { durationMs } = await this.#parts.speaker.speak(text);
    return `It was said, in ${(durationMs / 1000).toFixed(1)} s.`;
  }

  #ears(): Ears {
    if (this.#parts.ears === undefined) throw failure("NO_EARS", "Gatehouse has no microphones.");
    return this.#parts.ears;
  }

  #http(): HttpSender {
    if (this.#parts.http === undefined)
      throw failure("NO_HTTP", "Gatehouse cannot send anything by HTTP here.");
    return this.#parts.http;
  }

  #listen({ microphone, forMs }: Extract<Action, { kind: "listen" }>): string {
    this.#ears().listen(microphone, forMs);
    return forMs === 0
      ? `Microphone ${microphone} waits for nothing any more.`
      : `Microphone ${microphone} listens for ${forMs / 1000} s.`;
  }

  async #record(request: Request, action: Extract<Action, { kind: "record" }>): Promise<string> {
    const { camera, until, forMs } = action;
    if (forMs === 0) return this.#endRecording(camera);
    const { clip } = await this.#parts.recorder.record({
      camera,
      until,
      forMs,
      request: request.id,
      reason: this.#parts.reasonOf(request),
      aboutT: this.#parts.aboutT(request),
    });
    return `Clip ${clip} is being recorded.`;
  }

  #endRecording(camera: string): string {
    const end = this.#parts.recorder.switchOff(camera);
    if (end === null) return `Nothing of ${camera} was to be recorded until it is switched off.`;
    return end.stillWanted
      ? `The recording of ${camera} goes on for whatever else wants it.`
      : `The recording of ${camera} has ended.`;
  }

  #device(name: string): Device {
    const device = this.#parts.devices.get(name);
    if (device === undefined) throw failure("UNKNOWN_DEVICE", `There is no device ${name}.`);
    return device;
  }
}

/** What was judged is leaving the mode of that moment. */
function isJudgedByMode(action: Action): boolean {
  return action.kind === "mode" || (action.kind === "rule" && !action.enabled);
}

/** What is never put off: it opens nothing, and shuts. */
function isSafe(action: Action): boolean {
  if (action.kind === "lockdown") return action.active;
  return action.kind === "device" && (action.command === "lock" || action.command === "stop");
}

function failure(code: string, message: string): GatehouseError {
  return new GatehouseError(code, message, { kind: "failed" });
}

/** What failed, for people and rules: the device, or the part of the house that should have done it. */
function who(action: Action): string {
  switch (action.kind) {
    case "device":
      return action.device;
    case "record":
    case "snapshot":
      return `camera:${action.camera}`;
    case "notify":
      return action.notifier === null ? "notifier" : `notifier:${action.notifier}`;
    case "speak":
      return "speaker";
    case "ask":
    case "listen":
      return `microphone:${action.microphone}`;
    case "mode":
      return "mode";
    case "lockdown":
      return "lockdown";
    case "rule":
      return `rule:${action.rule}`;
    case "mqtt":
    case "http":
      return action.kind;
  }
}
