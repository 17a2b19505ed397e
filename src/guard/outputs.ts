import { topicMatches } from "../runtime/topic-filter.ts";
import { denied, type Denied } from "./decision.ts";
import { isGuarded, type GuardPolicies } from "./policy.ts";

/** MQTT 5.0, section 4.7.3: a topic is at least one and at most 65,535 bytes of UTF-8. */
const TOPIC_MAX_BYTES = 65_535;

/** Whether a rendered `mqtt` action may be published; null if so. */
export function judgeTopic(topic: string, policies: GuardPolicies): Denied | null {
  const invalid = invalidTopic(topic);
  if (invalid !== null) return denied("TOPIC_INVALID", `Nothing can be published to this topic: ${invalid}.`);
  const guarded = guardedTopic(topic, policies);
  if (guarded !== null) return denied("TOPIC_GUARDED", guarded);
  if (policies.outputsAllow.some((filter) => topicMatches(filter, topic))) return null;
  return denied(
    "TOPIC_NOT_ALLOWED",
    `The topic ${topic} is not listed in outputs.allow; add it there if rules may publish to it.`,
  );
}

/** Why no rule, notifier or unguarded device may ever write to `topic`, or null. */
export function guardedTopic(topic: string, policies: GuardPolicies): string | null {
  if (isGatehouseCommand(topic)) {
    return `${topic} is a command topic of Gatehouse itself; rules ask by actions, not by messages.`;
  }
  for (const [name, device] of Object.entries(policies.devices)) {
    if (!isGuarded(device)) continue;
    if (device.topics.some((own) => topic === own || topic.startsWith(`${own}/`))) {
      return `${topic} belongs to the guarded device ${name}; only the guard writes to it.`;
    }
  }
  return null;
}

function isGatehouseCommand(topic: string): boolean {
  const levels = topic.split("/");
  return levels[0] === "gatehouse" && levels.at(-1) === "set";
}

function invalidTopic(topic: string): string | null {
  if (topic.length === 0) return "it is empty";
  if (Buffer.byteLength(topic, "utf8") > TOPIC_MAX_BYTES) return "it is too long";
  if (/[+#]/.test(topic)) return "it contains a wildcard (+ or #)";
  if (topic.startsWith("$")) return "topics that begin with $ belong to the broker";
  // Control characters and halves of surrogate pairs: MQTT lets a broker close the connection because of them.
  if (/\p{Cc}|\p{Cs}/u.test(topic)) return "it contains a control character";
  return null;
}
