import { SetupError } from "./run.mjs";

/** What can be prepared for; `test` includes everything of `demo`. */
const PURPOSES = ["demo", "test"];

/** The purpose that the arguments name (`--for demo`, `--for test`). */
export function purposeOf(args) {
  const [flag, purpose, ...rest] = args;
  if (flag !== "--for" || !PURPOSES.includes(purpose) || rest.length > 0)
    throw Object.assign(new SetupError(`use: node scripts/setup.mjs --for ${PURPOSES.join("|")}`), {
      exitCode: 2,
    });
  return purpose;
}
