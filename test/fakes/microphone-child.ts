import { join } from "node:path";
import { fork, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { FromMicrophone, type MicrophoneSetup, type ToMicrophone } from "../../src/app/protocol.ts";
import { compiledUrl } from "../../src/runtime/compiled-url.ts";
import { modelsDirectory } from "../../src/adapters/model-files/manifest-file.ts";
import { activityModel } from "./voice-tools.ts";

/** The real microphone process, and everything it has said. */
export interface MicrophoneChild {
  readonly pid: number;
  readonly said: readonly FromMicrophone[];
  send(message: ToMicrophone): void;
  /** The recorders it has started and that live. */
  children(): readonly number[];
  stop(): Promise<void>;
}

/** A setup of a hall's microphone. */
export function hallSetup(source: string, changes: Partial<MicrophoneSetup> = {}): MicrophoneSetup {
  return {
    type: "setup",
    microphone: "hall",
    source,
    loop: false,
    paced: true,
    wakePhrase: "hey gatehouse",
    wakeModel: null,
    directory: "/",
    intents: [{ intent: "sentry-on", sentences: ["(turn|switch) on [the] sentry mode"] }],
    thresholds: { accept: -12, acceptGuarded: -5 },
    guardedIntents: [],
    models: {
      "voice-activity": activityModel() ?? "",
      "speech-embedding": join(modelsDirectory(), "speech-embedding.onnx"),
    },
    logLevel: "error",
    ...changes,
  };
}

export function microphoneChild(env: NodeJS.ProcessEnv = process.env): MicrophoneChild {
  const child: ChildProcess = fork(
    compiledUrl(import.meta.url.replace("/test/", "/src/"), "app/microphone-process"),
    ["microphone:hall"],
    {
      serialization: "advanced",
      env,
    },
  );
  const said: FromMicrophone[] = [];
  child.on("message", (message) => said.push(FromMicrophone.parse(message)));
  const pid = child.pid ?? 0;
  return {
    pid,
    said,
    send: (message) => void child.send(message),
    children: () => {
      const list = readFileSync(`/proc/${pid}/task/${pid}/children`, "latin1").trim();
      return list === "" ? [] : list.split(" ").map(Number);
    },
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) {
          resolve();
          return;
        }
        child.once("exit", () => resolve());
        if (child.connected) child.send({ type: "stop" });
        setTimeout(() => child.kill("SIGKILL"), 5_000).unref();
      }),
  };
}
