import { execFileSync, spawnSync } from "node:child_process";
import { mkdir, readdir, utimes } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeVideo } from "../../fakes/test-video.ts";
import { hasRclone } from "../../fakes/rclone-server.ts";
import { canMount } from "../../fakes/mounting.ts";
import { Daemon, House, until } from "../daemon.ts";
import { gatehouse } from "../door.ts";

const isPossible = canMount(
  "truncate -s 8M i && mkfs.ext4 -q i && mount -o loop i m && fsfreeze -f m && fsfreeze -u m",
);
const why = isPossible ? "" : " (skipped: it takes root and loop devices)";
const DAY_MS = 86_400_000;

let house: House;
let daemon: Daemon;
let nas = "";

beforeEach(async () => {
  house = await House.build({});
  nas = house.path("nas");
  await makeVideo(house.path("film.mp4"), { seconds: 2 });
  await house.write("rclone.conf", "[disk]\ntype = local\n");
  const far = `to: "disk:${house.path("far")}", config: ${house.path("rclone.conf")}`;
  const copy = hasRclone ? `, copy: { ${far}, encrypt: correct horse battery }` : "";
  await house.write(
    "gatehouse.yaml",
    `
node: archived
state_dir: state
recordings: { before: 1s, after: 1s, archive: { path: ${nas}, after: 1 day }${copy} }
vision: { people: false }
cameras:
  porch: { source: film.mp4, loop: true, detect: { fps: 2 } }
`,
  );
  await house.write(
    "rules/rules.yaml",
    `
rules:
  - id: always
    triggers: [{ trigger: sensor, camera: porch, lost: false }]
    actions: [{ action: record, camera: porch, for: 2s }]
`,
  );
  await mkdir(nas);
  if (!isPossible) return;
  const disk = house.path("disk");
  execFileSync("sh", [
    "-c",
    'truncate -s 64M "$1" && mkfs.ext4 -q "$1" && mount -o loop "$1" "$2"',
    "sh",
    disk,
    nas,
  ]);
});
afterEach(async () => {
  await daemon.stop("SIGKILL");
  if (isPossible) {
    thaw();
    execFileSync("umount", ["--lazy", nas]);
  }
  await house.remove();
});

const clipsIn = async (folder: string): Promise<string[]> =>
  (await readdir(join(folder, "clips")).catch(() => [])).filter((name) => name.endsWith(".mp4"));

/** Ends that everything waits; no matter if nothing does. */
function thaw(): void {
  spawnSync("fsfreeze", ["-u", nas], { stdio: "ignore" });
}

/** Whether a process works with the archive, and one of its threads waits for it inside the kernel. */
function isWaiting(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-L", "-o", "stat=,args=", "-p", String(pid)], { encoding: "utf8" });
  return /^D.*archive-process/m.test(stdout);
}

function waitingChild(parent: number): number | undefined {
  const { stdout } = spawnSync("ps", ["-o", "pid=", "--ppid", String(parent)], { encoding: "utf8" });
  return stdout
    .split("\n")
    .map(Number)
    .find((pid) => pid > 0 && isWaiting(pid));
}

/** Has a clip recorded, and makes it two days old. */
async function recordOldClip(): Promise<string> {
  daemon = new Daemon(house);
  const [name = ""] = await until(
    async () => {
      const names = await clipsIn(house.path("state"));
      return names.length > 0 ? names : undefined;
    },
    { what: () => `a clip is recorded: ${daemon.log}`, withinMs: 40_000 },
  );
  // It is written down as well.
  await daemon.stop();
  const then = (Date.now() - 2 * DAY_MS) / 1000;
  await utimes(house.path(`state/clips/${name}`), then, then);
  return name;
}

test.skipIf(!isPossible)(
  `clips move to a disk that is mounted, are verified there, and a disk that hangs holds nobody up${why}`,
  async () => {
    const first = await recordOldClip();
    daemon = new Daemon(house);
    await until(async () => ((await clipsIn(nas)).includes(first) ? true : undefined), {
      what: () => `the clip is in the archive: ${daemon.log}`,
    });
    await until(async () => ((await clipsIn(house.path("state"))).includes(first) ? undefined : true), {
      what: "the clip is gone from the first disk",
    });
    expect(await gatehouse(house, ["clips", "list"])).toContain(`${first.replace(".mp4", "")} (archive`);
    if (hasRclone)
      await until(
        async () => ((await gatehouse(house, ["clips", "copy"])).includes("none waits") ? true : undefined),
        {
          what: () => `the clip is copied elsewhere: ${daemon.log}`,
        },
      );
    const events = await gatehouse(house, ["events", "--json", "--name", "recordings.moved"]);
    expect(JSON.parse(events.trim().split("\n")[0] ?? "")).toMatchObject({ files: 1, to: nas });
    await daemon.stop();
    expect(await gatehouse(house, ["clips", "verify"])).toMatch(/^\d+ intact\nmanifest/);

    const second = await recordOldClip();
    // From now on whoever wants to write there waits, and cannot be killed.
    execFileSync("fsfreeze", ["-f", nas]);
    daemon = new Daemon(house);
    const { pid } = daemon.process;
    const waiting = await until(() => waitingChild(pid ?? 0), {
      what: () => `the archive hangs: ${daemon.log}`,
    });
    expect(daemon.log).toContain("gatehouse is ready");
    const beganAt = Date.now();
    expect(await daemon.stop()).toBe(0);
    expect(Date.now() - beganAt).toBeLessThan(5_000);
    expect(await clipsIn(house.path("state"))).toContain(second);
    // It is waiting still.
    expect(isWaiting(waiting)).toBe(true);
    thaw();
    expect(await clipsIn(nas)).toEqual([first]);
  },
  120_000,
);
