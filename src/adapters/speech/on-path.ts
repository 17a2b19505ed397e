import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";

/** Whether a program can be run: by its path, or found in one of the folders of `$PATH`. */
export async function onPath(program: string): Promise<boolean> {
  if (program.includes("/")) return isExecutable(program);
  for (const folder of (process.env["PATH"] ?? "/usr/bin:/bin").split(delimiter)) {
    if (await isExecutable(join(folder, program))) return true;
  }
  return false;
}

function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
