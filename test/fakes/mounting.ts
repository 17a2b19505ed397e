import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Whether disks of one's own can be made here, which takes root: tries it. `how` mounts something on the folder `m`. */
export function canMount(how: string): boolean {
  if (process.getuid?.() !== 0) return false;
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-mount-"));
  try {
    execFileSync("sh", ["-c", `mkdir m && ${how} && umount m`], { cwd: folder, stdio: "ignore" });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
