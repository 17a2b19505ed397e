import { describe, expect, it } from "vitest";
import { addressText, parseBrokerUrl } from "../../../../src/adapters/mqtt/broker-address.ts";

describe("a broker's address", () => {
  it.each([
    ["mqtt://hub.local", { host: "hub.local", port: 1883, tls: false, webSocketPath: null }],
    ["mqtt://127.0.0.1:1234", { host: "127.0.0.1", port: 1234, tls: false, webSocketPath: null }],
    ["mqtts://hub.local", { host: "hub.local", port: 8883, tls: true, webSocketPath: null }],
    ["mqtt://[::1]:1883", { host: "::1", port: 1883, tls: false, webSocketPath: null }],
    ["wss://hub.local/mqtt", { host: "hub.local", port: 443, tls: true, webSocketPath: "/mqtt" }],
  ])("%s", (url, address) => {
    expect(parseBrokerUrl(url)).toEqual(address);
  });

  it.each(["hub.local", "http://hub.local", "mqtt://", "", "wss://"])("refuses %j", (url) => {
    expect(() => parseBrokerUrl(url)).toThrow(expect.objectContaining({ code: "MQTT_URL", kind: "usage" }));
  });

  it("refuses a password in the address, without repeating it", () => {
    expect(() => parseBrokerUrl("mqtt://gate:secret@hub.local")).toThrow(/^(?!.*secret).*mqtt\.password/);
  });

  it("is written as host:port", () => {
    expect(addressText({ host: "::1", port: 1883, tls: false, webSocketPath: null })).toBe("[::1]:1883");
  });
});
