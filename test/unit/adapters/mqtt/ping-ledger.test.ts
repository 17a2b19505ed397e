import type { MqttClient } from "mqtt";
import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { PingLedger } from "../../../../src/adapters/mqtt/ping-ledger.ts";

/** As much of the library's client as a ledger uses. */
class FakeClient extends EventEmitter {
  sendPing(): void {
    this.emit("packetsend", { cmd: "pingreq" });
  }
  answer(): void {
    this.emit("packetreceive", { cmd: "pingresp" });
  }
}

function make(): { client: FakeClient; ledger: PingLedger; unasked: () => number } {
  const client = new FakeClient();
  let times = 0;
  const ledger = new PingLedger(client as unknown as MqttClient, { unasked: () => (times += 1) });
  return { client, ledger, unasked: () => times };
}

describe("whose answer a PINGRESP is", () => {
  it("is that of the ping that was asked for, if no other is under way", () => {
    const { client, ledger } = make();
    let answered = 0;
    ledger.ask(() => (answered += 1));
    expect(answered).toBe(0);
    client.answer();
    expect(answered).toBe(1);
  });

  it("is not that of a keepalive ping which the library had sent before", () => {
    const { client, ledger } = make();
    let answered = 0;
    client.sendPing();
    ledger.ask(() => (answered += 1));
    client.answer();
    expect(answered).toBe(0);
    client.answer();
    expect(answered).toBe(1);
  });

  it("is not disturbed by a keepalive ping that follows", () => {
    const { client, ledger } = make();
    let answered = 0;
    ledger.ask(() => (answered += 1));
    client.sendPing();
    client.answer();
    expect(answered).toBe(1);
    client.answer();
    expect(answered).toBe(1);
  });

  it("is nobody's if nothing was asked: an answer in advance does not count", () => {
    const { client, ledger, unasked } = make();
    let answered = 0;
    client.answer();
    client.answer();
    expect(unasked()).toBe(2);
    ledger.ask(() => (answered += 1));
    expect(answered).toBe(0);
    client.answer();
    expect(answered).toBe(1);
  });

  it("does not count other packets", () => {
    const { client, ledger } = make();
    let answered = 0;
    ledger.ask(() => (answered += 1));
    client.emit("packetreceive", { cmd: "publish" });
    expect(answered).toBe(0);
  });
});
