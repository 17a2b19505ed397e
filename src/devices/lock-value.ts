/** What a lock says of itself, in the words of Home Assistant's MQTT lock. */
export type LockValue = "LOCKED" | "UNLOCKED" | "LOCKING" | "UNLOCKING" | "JAMMED";

const WORDS: Readonly<Record<string, LockValue>> = {
  LOCKED: "LOCKED",
  // Zigbee2MQTT reports the command as the state.
  LOCK: "LOCKED",
  SECURED: "LOCKED",
  UNLOCKED: "UNLOCKED",
  UNLOCK: "UNLOCKED",
  UNSECURED: "UNLOCKED",
  // Latch pulled (Nuki, Home Assistant): more open than unlocked.
  OPEN: "UNLOCKED",
  UNLATCHED: "UNLOCKED",
  UNLOCKEDLNGA: "UNLOCKED",
  LOCKING: "LOCKING",
  UNLOCKING: "UNLOCKING",
  OPENING: "UNLOCKING",
  UNLATCHING: "UNLOCKING",
  JAMMED: "JAMMED",
  MOTORBLOCKED: "JAMMED",
  NOTFULLYLOCKED: "JAMMED",
};

/**
 * The state that a device's own word stands for, whatever its case (Zigbee2MQTT, Nuki Hub, Home Assistant, Tasmota); null
 * for anything else. Numbers and booleans mean different things to different locks: the configuration's `value` expression
 * turns them into words.
 */
export function toLockValue(value: unknown): LockValue | null {
  if (typeof value !== "string") return null;
  const word = value.toUpperCase().replaceAll(/[^A-Z]/g, "");
  return Object.hasOwn(WORDS, word) ? (WORDS[word] ?? null) : null;
}

/** Whether a door contact's value says that the door is open; null if it says neither. `true` is closed (Zigbee2MQTT). */
export function toDoorOpen(value: unknown): boolean | null {
  if (typeof value === "boolean") return !value;
  if (typeof value !== "string") return null;
  const word = value.trim().toUpperCase();
  if (["TRUE", "ON", "CLOSED", "CLOSE", "SHUT"].includes(word)) return false;
  return ["FALSE", "OFF", "OPEN", "OPENED"].includes(word) ? true : null;
}
