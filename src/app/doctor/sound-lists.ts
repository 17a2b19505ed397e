/** The command that lists what may stand after `alsa:` or `pulse:`; null for what is no sound device. */
export function soundList(device: string, direction: "input" | "output"): string | null {
  const isInput = direction === "input";
  if (device.startsWith("alsa:")) return isInput ? "arecord -L" : "aplay -L";
  if (device.startsWith("pulse:")) return `pactl list short ${isInput ? "sources" : "sinks"}`;
  return null;
}
