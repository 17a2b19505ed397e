import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LONG_TIMEOUT_MS } from "../../fakes/long-run.ts";
import {
  honest,
  PINGREQ,
  PINGRESP,
  PUBLISH,
  startPacketProxy,
  type Manner,
  type Packet,
  type Way,
} from "../../fakes/packet-proxy.ts";
import { testBrokers, type TestBroker } from "../../fakes/test-brokers.ts";
import { leftAlone, PlayedLocks, type Fate } from "../killed-door.ts";

const isUnlock = ({ type, to, text }: Packet): boolean =>
  type === PUBLISH && to === "broker" && text.endsWith("UNLOCK");

/** Every PUBLISH and every PINGRESP twice. */
const duplicating: Manner = (packet, way) => {
  way.pass(packet);
  if (packet.type === PUBLISH || packet.type === PINGRESP) way.pass(packet);
};

/** Each message for the broker changes places with what comes next, be it the PINGREQ behind it. */
const reordering = (): Manner => {
  const held = new Map<Way, Packet>();
  return (packet, way) => {
    const before = held.get(way);
    held.delete(way);
    if (before === undefined && packet.type === PUBLISH && packet.to === "broker") {
      held.set(way, packet);
      // Nothing else may come.
      setTimeout(() => {
        if (held.get(way) !== packet) return;
        held.delete(way);
        way.pass(packet);
      }, 100);
      return;
    }
    way.pass(packet);
    if (before !== undefined) way.pass(before);
  };
};

const delaying: Manner = (packet, way) => void setTimeout(() => way.pass(packet), 150);

/** Does something once, when the unlock comes by. */
const atUnlock = (then: (packet: Packet, way: Way) => void): Manner => {
  let isOver = false;
  return (packet, way) => {
    if (isOver || !isUnlock(packet)) way.pass(packet);
    else {
      isOver = true;
      then(packet, way);
    }
  };
};

/** From the unlock on nothing comes through in either direction for 4 s, and nobody hangs up. */
const halfOpen = (): Manner => {
  let isStuck = false;
  return (packet, way) => {
    if (!isStuck && isUnlock(packet)) {
      isStuck = true;
      setTimeout(() => (isStuck = false), 4_000);
    }
    if (!isStuck) way.pass(packet);
    else setTimeout(() => way.pass(packet), 4_000);
  };
};

/** The unlock comes through, but not the answer behind it. */
const answerless = (): Manner => {
  let isDeaf = false;
  return (packet, way) => {
    isDeaf ||= isUnlock(packet);
    if (isDeaf && (packet.type === PINGREQ || packet.type === PINGRESP)) {
      isDeaf = false;
      return;
    }
    way.pass(packet);
  };
};

const MANNERS: readonly (readonly [string, () => Manner, unlocks: readonly number[]])[] = [
  ["passes everything on", () => honest, [1]],
  ["duplicates whole packets", () => duplicating, [2]],
  ["reorders whole packets", reordering, [1]],
  ["delays each packet", () => delaying, [1]],
  ["cuts the connection before the unlock", () => atUnlock((_, way) => way.cut()), [0]],
  [
    "cuts the connection behind the unlock",
    () =>
      atUnlock((packet, way) => {
        way.pass(packet);
        setTimeout(() => way.cut(), 5);
      }),
    [1],
  ],
  ["gets stuck at the unlock, half-open, and goes on 4 s later", halfOpen, [0]],
  ["swallows the answer behind the unlock", answerless, [1]],
];

const BROKERS = testBrokers.filter(({ name }) =>
  ["mosquitto, MQTT 5", "embedded broker, MQTT 3.1.1"].includes(name),
);

for (const { name: protocol, installed, protocolVersion, start } of BROKERS) {
  describe.skipIf(!installed)(`the whole daemon, ${protocol}, and a network that`, () => {
    let broker: TestBroker;
    let locks: PlayedLocks;
    let houses = 0;

    beforeAll(async () => {
      broker = await start();
      locks = await PlayedLocks.join(broker.port);
    });
    afterAll(async () => {
      await locks.leave();
      await broker.stop();
    });

    const lived = async (manner: Manner): Promise<Fate> => {
      houses += 1;
      const name = `v${protocolVersion}-${houses}`;
      const proxy = await startPacketProxy(broker.port);
      proxy.manner = manner;
      try {
        return await leftAlone({ port: proxy.port, name, locks });
      } finally {
        await proxy.stop();
      }
    };

    // Each has a daemon, a proxy and a lock of its own.
    it.concurrent.each(MANNERS)(
      "%s: the door ends locked, and no unlock is late",
      async (_, manner, unlocks) => {
        const { bolt, heard, lateOrUnasked } = await lived(manner());
        expect(bolt).toBe("LOCKED");
        expect(unlocks).toContain(heard.filter((command) => command === "UNLOCK").length);
        expect(lateOrUnasked).toBe(0);
      },
      LONG_TIMEOUT_MS * 2,
    );
  });
}
