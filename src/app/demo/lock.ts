import type { Scheduler } from "../../runtime/clock.ts";

/** Topics of the pretend lock: it publishes its state on one and takes commands on the other. */
export const LOCK_STATE_TOPIC = "demo/front_door_lock";
export const LOCK_COMMAND_TOPIC = "demo/front_door_lock/set";

/** How long the pretend bolt moves. */
const BOLT_MS = 300;

/** What a lock needs of MQTT. */
export interface LockLine {
  publish(topic: string, payload: string, retain: boolean): void;
}

/**
 * A lock that exists only as MQTT messages and answers like a real one: LOCKING, then LOCKED when the bolt has moved.
 * A command that comes while the bolt moves is carried out after it; the last one wins.
 */
export class PretendLock {
  readonly #line: LockLine;
  readonly #scheduler: Scheduler;
  #state: "LOCKED" | "UNLOCKED" = "LOCKED";
  #moving = false;
  #next: "LOCK" | "UNLOCK" | null = null;

  constructor(line: LockLine, scheduler: Scheduler) {
    this.#line = line;
    this.#scheduler = scheduler;
  }

  /** Says its state once, retained, as a lock does when it joins. */
  join(): void {
    this.#say(this.#state);
  }

  /** Takes a message of its command topic; anything but LOCK and UNLOCK is ignored. */
  onCommand(payload: string): void {
    const command = commandOf(payload);
    if (command === null) return;
    this.#next = command;
    if (!this.#moving) this.#move();
  }

  #move(): void {
    const command = this.#next;
    this.#next = null;
    if (command === null) return;
    const target = command === "LOCK" ? "LOCKED" : "UNLOCKED";
    this.#moving = true;
    this.#say(command === "LOCK" ? "LOCKING" : "UNLOCKING");
    this.#scheduler.after(BOLT_MS, () => {
      this.#moving = false;
      this.#state = target;
      this.#say(target);
      this.#move();
    });
  }

  #say(state: string): void {
    this.#line.publish(LOCK_STATE_TOPIC, JSON.stringify({ state }), true);
  }
}

function commandOf(payload: string): "LOCK" | "UNLOCK" | null {
  try {
    const message: unknown = JSON.parse(payload);
    if (typeof message !== "object" || message === null || !("state" in message)) return null;
    return message.state === "LOCK" || message.state === "UNLOCK" ? message.state : null;
  } catch {
    return null;
  }
}
