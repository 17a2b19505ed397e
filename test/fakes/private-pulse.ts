import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "./eventually.ts";
import { mortal } from "./mortal.ts";

/** A sound server of our own with a loudspeaker, `speaker`, and a microphone, `mic`, that hears what `play` feeds it. */
export interface PrivatePulse {
  /** The environment in which programs find it, through PulseAudio and as ALSA's default device. */
  readonly env: NodeJS.ProcessEnv;
  /** Plays a sound file into the microphone over and over, in real time. */
  play(path: string): void;
  /** Opens the room instead: the microphone hears silence, what is said in it, and the loudspeaker too. */
  openRoom(): Room;
  /** The microphone gives no sound any more, and to nobody who opens it anew. */
  unplug(): void;
  /** The microphone is back. */
  plugIn(): void;
  stop(): Promise<void>;
}

/** A room with a microphone and a loudspeaker. */
export interface Room {
  /** Somebody says this, 16 kHz mono. */
  say(samples: Int16Array): void;
  /** Everything that the loudspeaker has said so far, 16 kHz mono. */
  loudspeaker(): Int16Array;
}

/** Starts PulseAudio with runtime folder, home and configuration of its own; nothing of the user's is touched. */
export async function privatePulse(): Promise<PrivatePulse> {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-pulse-"));
  const runtime = join(folder, "run");
  const home = join(folder, "home");
  mkdirSync(runtime, { mode: 0o700 });
  mkdirSync(home, { mode: 0o700 });
  const pipe = join(folder, "microphone");
  const script = join(folder, "start.pa");
  writeFileSync(
    script,
    "load-module module-native-protocol-unix auth-anonymous=1\n" +
      `load-module module-pipe-source source_name=mic file=${pipe} format=s16le rate=16000 channels=1\n` +
      "load-module module-null-sink sink_name=speaker\nset-default-source mic\nset-default-sink speaker\n",
  );
  writeFileSync(join(home, ".asoundrc"), "pcm.!default { type pulse }\nctl.!default { type pulse }\n");
  const env = {
    ...process.env,
    HOME: home,
    XDG_RUNTIME_DIR: runtime,
    PULSE_RUNTIME_PATH: join(runtime, "pulse"),
  };
  const server = spawn(
    ...mortal("pulseaudio", ["--daemonize=no", "--exit-idle-time=-1", "-n", "-F", script]),
    {
      env,
      stdio: "ignore",
    },
  );
  const children: ChildProcess[] = [server];
  let closeRoom = (): void => undefined;
  await eventually(() => spawnSync("pactl", ["info"], { env, stdio: "ignore" }).status === 0, {
    withinMs: 15_000,
    what: "PulseAudio answers",
  });
  return {
    env,
    play: (path) => {
      const words = ["-v", "error", "-re", "-stream_loop", "-1", "-i", path, "-ac", "1", "-ar", "16000"];
      children.push(spawn("ffmpeg", [...words, "-f", "s16le", "-y", pipe], { stdio: "ignore" }));
    },
    openRoom: () => {
      const room = openRoom(pipe, env);
      children.push(room.ear);
      closeRoom = () => room.close();
      return room;
    },
    unplug: () => void spawnSync("pactl", ["suspend-source", "mic", "1"], { env }),
    plugIn: () => void spawnSync("pactl", ["suspend-source", "mic", "0"], { env }),
    stop: async () => {
      closeRoom();
      for (const child of children.reverse()) await ended(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const RATE_HZ = 16_000;
const EVERY_MS = 20;

function openRoom(
  pipe: string,
  env: NodeJS.ProcessEnv,
): Room & { readonly ear: ChildProcess; close(): void } {
  const ear = spawn(
    "parec",
    ["--device=speaker.monitor", "--raw", "--format=s16le", `--rate=${String(RATE_HZ)}`].concat([
      "--channels=1",
      "--latency-msec=20",
    ]),
    { env, stdio: ["ignore", "pipe", "ignore"] },
  );
  const heard: Buffer[] = [];
  let echo = Buffer.alloc(0);
  ear.stdout.on("data", (chunk: Buffer) => {
    heard.push(chunk);
    echo = Buffer.concat([echo, chunk]);
  });
  const microphone = createWriteStream(pipe);
  // The server closes its end when it is stopped.
  microphone.on("error", () => undefined);
  let speech = Buffer.alloc(0);
  const beginMs = performance.now();
  let written = 0;
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - beginMs) / 1000) * RATE_HZ) - written;
    written += due;
    const bytes = due * 2;
    microphone.write(mixed(due, [speech, echo]));
    speech = speech.subarray(bytes);
    echo = echo.subarray(bytes);
  }, EVERY_MS);
  return {
    ear,
    say: (samples) => {
      speech = Buffer.concat([speech, Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)]);
    },
    loudspeaker: () => samplesOf(Buffer.concat(heard)),
    close: () => {
      clearInterval(timer);
      microphone.destroy();
    },
  };
}

/** The first `count` samples of several sounds together; silence where they have ended. */
function mixed(count: number, sounds: readonly Buffer[]): Buffer {
  const out = Buffer.alloc(count * 2);
  for (let i = 0; i < count; i += 1) {
    let sum = 0;
    for (const sound of sounds) if (i * 2 + 1 < sound.length) sum += sound.readInt16LE(i * 2);
    out.writeInt16LE(Math.max(-32_768, Math.min(32_767, sum)), i * 2);
  }
  return out;
}

function samplesOf(bytes: Buffer): Int16Array {
  return Int16Array.from({ length: bytes.length >> 1 }, (_, i) => bytes.readInt16LE(i * 2));
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGKILL");
  });
}
