import { dirname } from "node:path";
import type { Problem } from "../../config/problem.ts";
import { messageOf } from "../../runtime/errors.ts";
import type { CheckedConfiguration } from "../check-configuration.ts";
import { wakeSetup } from "../wake-setup.ts";
import { resolveWake } from "./resolve-wake.ts";

/**
 * Warnings: a wake word model that the configuration names and that is not there, is none, or hears another phrase. No
 * microphone would start with it. Never rejects.
 */
export async function wakeModelProblems({
  config,
  path,
  problem,
}: Pick<CheckedConfiguration, "config" | "path" | "problem">): Promise<Problem[]> {
  const wish = wakeSetup(config.voice);
  if (wish.wakeModel === null) return [];
  try {
    const { head } = await resolveWake({ ...wish, directory: dirname(path) });
    if (head !== null) await tryHead(head.path);
    return [];
  } catch (error) {
    return [problem({ severity: "warning", path: ["voice", "wake", "model"], message: messageOf(error) })];
  }
}

async function tryHead(path: string): Promise<void> {
  // Loaded here: the models' runtime is large, and most configurations name no model.
  const { OnnxWakeHead } = await import("../../adapters/onnx/speech-embedding.ts");
  await (await OnnxWakeHead.load(path)).close();
}
