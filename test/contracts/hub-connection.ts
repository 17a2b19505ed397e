import { afterEach, beforeEach, expect, it } from "vitest";
import type { HubConnection, HubMessage } from "../../src/surfaces/mqtt/ports.ts";
import { eventually } from "../fakes/eventually.ts";

/** A broker with two connections to it, of which the first can be cut off. */
export interface HubStand {
  readonly hub: HubConnection;
  readonly other: HubConnection;
  /** Takes the first connection down; resolves when it knows. */
  down(): Promise<void>;
  /** Lets it up again; resolves when it stands. */
  up(): Promise<void>;
  stop(): Promise<void>;
}

/** What every HubConnection has to do; `make` gives a stand whose two connections stand. */
export function hubConnectionContract(make: () => Promise<HubStand>): void {
  let stand: HubStand;
  beforeEach(async () => {
    stand = await make();
  });
  afterEach(() => stand.stop());

  const listen = (hub: HubConnection, filter: string): HubMessage[] => {
    const heard: HubMessage[] = [];
    hub.subscribe(filter, (message) => heard.push(message));
    return heard;
  };
  const texts = (heard: readonly HubMessage[]): string[] =>
    heard.map((message) => Buffer.from(message.payload).toString());
  /** Messages of one connection keep their order: once the marker is here, so is everything before it. */
  const marker = async (from: HubConnection, to: HubConnection): Promise<void> => {
    const heard = listen(to, "marker");
    await eventually(() => from.tryPublish("marker", "x", { retain: false }) && heard.length > 0);
  };

  it("delivers to whom the filter matches, live messages as not retained", async () => {
    const heard = listen(stand.other, "house/+/state");
    await marker(stand.other, stand.other);
    expect(stand.hub.tryPublish("house/door/state", "open", { retain: true })).toBe(true);
    stand.hub.tryPublish("house/door/other", "no", { retain: false });
    await eventually(() => heard.length === 1);
    await marker(stand.hub, stand.other);
    expect(texts(heard)).toEqual(["open"]);
    expect(heard[0]?.retained).toBe(false);
  });

  it("tells a retained message as such to a later subscriber", async () => {
    stand.hub.tryPublish("house/mode", "away", { retain: true });
    await marker(stand.hub, stand.other);
    const heard = listen(stand.other, "house/mode");
    await eventually(() => heard.length === 1);
    expect(heard[0]?.retained).toBe(true);
  });

  it("forgets a retained topic that is published empty", async () => {
    stand.hub.tryPublish("house/mode", "away", { retain: true });
    stand.hub.tryPublish("house/mode", "", { retain: true });
    await marker(stand.hub, stand.other);
    const heard = listen(stand.other, "house/mode");
    await marker(stand.hub, stand.other);
    expect(heard).toEqual([]);
  });

  it("carries bytes unchanged", async () => {
    const heard = listen(stand.other, "picture");
    await marker(stand.other, stand.other);
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    stand.hub.tryPublish("picture", bytes, { retain: false });
    await eventually(() => heard.length === 1);
    expect(Buffer.from(heard[0]?.payload ?? []).equals(Buffer.from(bytes))).toBe(true);
  });

  it("delivers nothing after unsubscribing", async () => {
    const heard: HubMessage[] = [];
    const end = stand.other.subscribe("news", (message) => heard.push(message));
    await marker(stand.other, stand.other);
    end();
    await marker(stand.other, stand.other);
    stand.hub.tryPublish("news", "late", { retain: false });
    await marker(stand.hub, stand.other);
    expect(heard).toEqual([]);
  });

  it("refuses a topic with wildcards", () => {
    expect(stand.hub.tryPublish("house/#", "x", { retain: false })).toBe(false);
    expect(stand.hub.tryPublish("", "x", { retain: false })).toBe(false);
  });

  it("refuses to publish while it is down, and never sends it later", async () => {
    const heard = listen(stand.other, "command");
    await marker(stand.other, stand.other);
    await stand.down();
    expect(stand.hub.tryPublish("command", "while away", { retain: false })).toBe(false);
    await stand.up();
    await marker(stand.hub, stand.other);
    expect(texts(heard)).toEqual([]);
  });

  it("is told nothing of what was sent while it was down, but hears again what comes after", async () => {
    const heard = listen(stand.hub, "command");
    await marker(stand.hub, stand.hub);
    await stand.down();
    stand.other.tryPublish("command", "while away", { retain: false });
    await marker(stand.other, stand.other);
    await stand.up();
    await eventually(() => {
      stand.other.tryPublish("command", "now", { retain: false });
      return heard.length > 0;
    });
    expect(texts(heard)).not.toContain("while away");
  });

  it("calls back at each connection, and at once if it stands", async () => {
    let connects = 0;
    stand.hub.onConnected(() => (connects += 1));
    expect(connects).toBe(1);
    await stand.down();
    await stand.up();
    expect(connects).toBe(2);
  });
}
