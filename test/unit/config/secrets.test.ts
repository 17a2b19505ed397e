import { describe, expect, it } from "vitest";
import { maskSecrets } from "../../../src/config/problem.ts";
import { loadConfig } from "../../../src/config/load.ts";
import { memoryConfigIo } from "../../fakes/memory-config-io.ts";

const config = (password: string): string => `node: a\nmqtt: { url: "mqtt://hub", password: ${password} }\n`;

describe("secrets", () => {
  it("come from the environment or from files beside the configuration", async () => {
    const files = {
      "/house/gatehouse.yaml": config("!env MQTT_PASSWORD"),
      "/house/other.yaml": config("!file secret.txt"),
      "/house/secret.txt": "from a file\n",
    };
    const io = memoryConfigIo(files, { MQTT_PASSWORD: "from the environment" });
    const first = await loadConfig("/house/gatehouse.yaml", io);
    expect(first).toMatchObject({ ok: true, config: { mqtt: { password: "from the environment" } } });
    const second = await loadConfig("/house/other.yaml", io);
    expect(second).toMatchObject({
      ok: true,
      config: { mqtt: { password: "from a file" } },
      files: ["/house/other.yaml", "/house/secret.txt"],
    });
  });

  it("that are missing are one problem each, without a guess at what follows", async () => {
    const io = memoryConfigIo({ "/house/gatehouse.yaml": config("!env MQTT_PASSWORD") });
    const result = await loadConfig("/house/gatehouse.yaml", io);
    expect(result).toMatchObject({
      ok: false,
      problems: [{ message: "the environment variable MQTT_PASSWORD is not set", position: { line: 2 } }],
    });
  });

  it("that stand in the file are warned about", async () => {
    const io = memoryConfigIo({ "/house/gatehouse.yaml": config("hunter2") });
    const result = await loadConfig("/house/gatehouse.yaml", io);
    expect(result).toMatchObject({ ok: true, warnings: [{ severity: "warning" }] });
    expect(JSON.stringify(result.ok && result.warnings)).not.toContain("hunter2");
  });

  it.each([
    ["  password: hunter2", "  password: *******"],
    ["  pasword: hunter2", "  pasword: *******"],
    ["  password: !env NAME", "  password: !env NAME"],
    ["source: rtsp://me:pw@host/x", "source: rtsp://*****@host/x"],
  ])("are masked in %s", (line, masked) => {
    expect(maskSecrets(line)).toBe(masked);
  });
});
