import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../../src/config/load.ts";
import { maskSecrets } from "../../../src/config/problem.ts";
import { memoryConfigIo } from "../../fakes/memory-config-io.ts";

const key = randomBytes(32).toString("base64");
const load = (value: string, files: Record<string, string> = {}) =>
  loadConfig(
    "/house/gatehouse.yaml",
    memoryConfigIo({ "/house/gatehouse.yaml": `node: a\npeople: { key: ${value} }\n`, ...files }),
  );

describe("the key of the people", () => {
  it("comes from a file", async () => {
    const result = await load("!file key.txt", { "/house/key.txt": `${key}\n` });
    expect(result).toMatchObject({ ok: true, config: { people: { key } }, warnings: [] });
  });

  it("that is no key is refused, and not shown", async () => {
    const wrong = key.slice(0, 30);
    const result = await load(wrong);
    expect(result).toMatchObject({ ok: false });
    expect(JSON.stringify(result)).toContain("openssl rand -base64 32");
    expect(JSON.stringify(result)).not.toContain(wrong);
  });

  it("that stands in the file is warned about, and not shown", async () => {
    const result = await load(key);
    expect(result).toMatchObject({ ok: true, warnings: [{ severity: "warning" }] });
    expect(JSON.stringify(result.ok && result.warnings)).not.toContain(key);
  });

  it("that cannot be read is one problem", async () => {
    const result = await load("!file gone.txt");
    expect(result.ok ? [] : result.problems).toHaveLength(1);
  });

  it("is masked, and the path of a certificate's key is not", () => {
    expect(maskSecrets(`people: { key: ${key} }`)).toBe(`people: { key: ${"*".repeat(key.length)} }`);
    expect(maskSecrets("tls: { key: /etc/ssl/private/hub.pem }")).toBe(
      "tls: { key: /etc/ssl/private/hub.pem }",
    );
  });
});
