import { spawn } from "node:child_process";

/** What shows a film, the best first; the last asks the desktop. */
const PLAYERS: readonly (readonly [program: string, ...words: string[]])[] = [
  ["mpv", "--really-quiet"],
  ["ffplay", "-autoexit", "-loglevel", "error"],
  ["xdg-open"],
];

/** Whether there is a screen on which a film can be shown. */
export function hasScreen(env: NodeJS.ProcessEnv): boolean {
  return [env.DISPLAY, env.WAYLAND_DISPLAY].some((name) => name !== undefined && name !== "");
}

/**
 * Shows a film with the first player that there is, and resolves with its name when that has ended; null if there is none, or
 * none of them could show it.
 *
 * @param path absolute: it is no option for the player
 */
export async function playFilm(
  path: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<string | null> {
  for (const [program, ...words] of PLAYERS)
    if (await runs(program, [...words, path], { env, signal })) return program;
  return null;
}

function runs(
  program: string,
  words: readonly string[],
  options: { env: NodeJS.ProcessEnv; signal: AbortSignal },
): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, words, { ...options, stdio: ["ignore", "ignore", "inherit"] });
    child.once("error", () => resolve(options.signal.aborted));
    child.once("close", (code) => resolve(code === 0));
  });
}
