/** Whether a message may be published to `topic` (MQTT 5.0, section 4.7): not empty, no wildcards, no NUL, at most 65,535 bytes. */
export function isPublishTopic(topic: string): boolean {
  return topic.length > 0 && Buffer.byteLength(topic) <= 65_535 && !/[+#\0]/.test(topic);
}
