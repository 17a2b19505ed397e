import { SAMPLE_RATE_HZ } from "../../sensors/audio-chunk.ts";
import { GatehouseError } from "../../runtime/errors.ts";

/** How a device is recorded, and which Debian package has the program. */
export interface RecorderCommand {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly package: string;
}

/**
 * The program that records a live microphone as raw 16 kHz mono s16 on its output.
 *
 * @param source `alsa:DEVICE` (as `arecord -L` names them) or `pulse:NAME` (as `pactl list short sources`; `default` too)
 */
export function recorderCommand(source: string): RecorderCommand {
  const colon = source.indexOf(":");
  const kind = source.slice(0, Math.max(colon, 0));
  const device = source.slice(colon + 1);
  const rate = String(SAMPLE_RATE_HZ);
  if (kind === "alsa" && device !== "")
    return {
      program: "arecord",
      // Small periods: a chunk every 20 to 45 ms instead of 129.
      arguments: ["-q", "-D", device, "-f", "S16_LE", "-r", rate, "-c", "1", "-t", "raw"].concat([
        "--period-size=320",
        "--buffer-size=3200",
      ]),
      package: "alsa-utils",
    };
  if (kind === "pulse" && device !== "")
    return {
      program: "parec",
      arguments: [
        ...(device === "default" ? [] : [`--device=${device}`]),
        "--raw",
        "--format=s16le",
        `--rate=${rate}`,
        "--channels=1",
        "--latency-msec=20",
        "--client-name=gatehouse",
      ],
      package: "pulseaudio-utils",
    };
  throw new GatehouseError(
    "VOICE_SOURCE",
    `"${source}" is no microphone; use alsa:DEVICE, pulse:NAME, camera:NAME or a file`,
    { kind: "usage" },
  );
}
