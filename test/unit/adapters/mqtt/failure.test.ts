import { ErrorWithReasonCode } from "mqtt";
import { describe, expect, it } from "vitest";
import { refusesVersion, whyOf, whyOfReason } from "../../../../src/adapters/mqtt/failure.ts";

const address = { host: "hub.local", port: 1883, tls: false, webSocketPath: null };
const withCode = (code: string): Error => Object.assign(new Error("…"), { code });

describe("why a connection failed", () => {
  it.each([
    [withCode("ECONNREFUSED"), "nothing listens at hub.local:1883"],
    [withCode("CERT_HAS_EXPIRED"), "the certificate of hub.local:1883 has expired"],
    [new ErrorWithReasonCode("…", 4), "check mqtt.username and mqtt.password"],
    [new ErrorWithReasonCode("…", 134), "check mqtt.username and mqtt.password"],
    [new Error("connack timeout"), "did not answer as an MQTT broker"],
    [new Error("Keepalive timeout"), "hub.local:1883 stopped answering"],
    [new Error("something else"), "hub.local:1883: something else"],
    ["text", "hub.local:1883: text"],
  ])("%s", (error, words) => {
    expect(whyOf(error, address)).toContain(words);
  });

  it("names a reason code that has no words", () => {
    expect(whyOfReason(199, address)).toContain("reason code 199");
  });

  it("knows a refused version of MQTT from other refusals, in 3.1.1 and 5", () => {
    expect(refusesVersion(new ErrorWithReasonCode("…", 1))).toBe(true);
    expect(refusesVersion(new ErrorWithReasonCode("…", 132))).toBe(true);
    expect(refusesVersion(new ErrorWithReasonCode("…", 4))).toBe(false);
    expect(refusesVersion(withCode("ECONNREFUSED"))).toBe(false);
  });
});
