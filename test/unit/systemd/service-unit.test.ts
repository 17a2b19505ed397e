import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const unit = fileURLToPath(new URL("../../../systemd/gatehouse.service", import.meta.url));
const analyze = (...args: string[]) => spawnSync("systemd-analyze", args, { encoding: "utf8" });
const absent = analyze("--version").status !== 0;
const needed = absent ? " (skipped: systemd-analyze is not installed)" : "";

describe(`systemd/gatehouse.service${needed}`, () => {
  it.skipIf(absent)("has nothing that systemd would complain about", () => {
    // verify exits 0 on unknown keys; what it prints tells.
    const { status, stdout, stderr } = analyze("verify", unit);
    expect([status, stdout, stderr]).toEqual([0, "", ""]);
  });

  it.skipIf(absent)("is exposed at most 2.5 of 10", () => {
    const { status, stdout, stderr } = analyze(
      "security",
      "--offline=true",
      "--threshold=25",
      "--no-pager",
      unit,
    );
    expect(stderr).toBe("");
    expect(status, stdout).toBe(0);
  });

  it("allows what Gatehouse needs: code made at run time, cameras, sound, /proc", () => {
    const lines = readFileSync(unit, "utf8").split("\n");
    expect(
      lines.filter((line) =>
        /^(MemoryDenyWriteExecute|PrivateDevices|ProcSubset|PrivateNetwork)=/.test(line),
      ),
    ).toEqual([]);
    expect(lines).toEqual(
      expect.arrayContaining([
        "Type=notify",
        "ExecReload=/bin/kill -HUP $MAINPID",
        "KillMode=mixed",
        "DeviceAllow=char-video4linux rw",
        "DeviceAllow=char-alsa rw",
        "SupplementaryGroups=video audio",
        "LoadCredential=mqtt:gatehouse.mqtt",
      ]),
    );
  });
});
