/** Events that one node tells another of: those with something to react to, and nothing that could be taken for evidence. */
export const REMOTE_EVENTS = [
  "person.appeared",
  "person.left",
  "face.recognized",
  "face.unknown",
  "face.spoofed",
  "voice.commanded",
  "sound.detected",
  "mode.changed",
  "device.changed",
  "device.failed",
  "recording.started",
  "request.denied",
  "sensor.lost",
  "sensor.recovered",
] as const;
