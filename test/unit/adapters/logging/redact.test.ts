import { describe, expect, it } from "vitest";
import { redactFields, redactText } from "../../../../src/adapters/logging/redact.ts";

describe("redaction of a text", () => {
  it.each([
    ["rtsp://admin:hunter2@192.168.1.20/stream1 timed out", "rtsp://***@192.168.1.20/stream1 timed out"],
    ["rtsp://admin:p@ss@cam/1", "rtsp://***@cam/1"],
    ["rtsp://admin:pa/ss@cam/1", "rtsp://***@cam/1"],
    ["mqtts://token@hub:8883", "mqtts://***@hub:8883"],
    ["http://cam/snap.cgi?user=admin&pwd=hunter2&x=1", "http://cam/snap.cgi?user=admin&pwd=***&x=1"],
    ["first rtsp://a:b@c/1, then http://d:e@f/2", "first rtsp://***@c/1, then http://***@f/2"],
  ])("hides the credentials in %s", (text, expected) => {
    expect(redactText(text)).toBe(expected);
  });

  it.each(["mqtt://hub:1883/path", "write to ann@example.org", "rtsp://cam/stream1", "8:15 o'clock"])(
    "leaves %s as it is",
    (text) => {
      expect(redactText(text)).toBe(text);
    },
  );
});

describe("redaction of fields", () => {
  it("hides fields named like secrets at any depth", () => {
    expect(
      redactFields({
        mqtt: { password: "a", username: "u" },
        apiToken: "b",
        secret: 1,
        list: [{ token: "c" }],
      }),
    ).toEqual({
      mqtt: { password: "***", username: "u" },
      apiToken: "***",
      secret: "***",
      list: [{ token: "***" }],
    });
  });

  it("shows that a secret is not set", () => {
    expect(redactFields({ password: null })).toEqual({ password: null });
  });

  it("keeps message, code and cause of an error, without credentials", () => {
    const error = Object.assign(new Error("cannot reach rtsp://u:p@cam/1", { cause: new Error("refused") }), {
      code: "ECONNREFUSED",
    });
    expect(redactFields({ error })).toEqual({
      error: {
        name: "Error",
        message: "cannot reach rtsp://***@cam/1",
        code: "ECONNREFUSED",
        cause: { name: "Error", message: "refused" },
      },
    });
  });

  it("survives what has no end, and prints bytes as a length", () => {
    const loop: Record<string, unknown> = { picture: new Uint8Array(1200) };
    loop.self = loop;
    expect(() => JSON.stringify(redactFields(loop))).not.toThrow();
    expect(redactFields(loop)).toMatchObject({ picture: "1200 bytes" });
  });
});
