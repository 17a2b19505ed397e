import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { eventually } from "./eventually.ts";

/** A sound server of our own with a loudspeaker, `speaker`, and a microphone, `mic`, that hears what `play` feeds it. */
export interface PrivatePulse {
  /** The environment in which programs find it, through PulseAudio and as ALSA's default device. */
  readonly env: NodeJS.ProcessEnv;
  /** Plays a sound file into the microphone over and over, in real time. */
  play(path: string): void;
  stop(): Promise<void>;
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
  const server = spawn("pulseaudio", ["--daemonize=no", "--exit-idle-time=-1", "-n", "-F", script], {
    env,
    stdio: "ignore",
  });
  const children: ChildProcess[] = [server];
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
    stop: async () => {
      for (const child of children.reverse()) await ended(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGKILL");
  });
}
