import { afterEach, expect, it } from "vitest";
import type { OfferedEars } from "../../../../src/adapters/wyoming/conversation.ts";
import { WyomingServer } from "../../../../src/adapters/wyoming/server.ts";
import { eventually } from "../../../fakes/eventually.ts";
import { freePort } from "../../../fakes/free-port.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";
import { WyomingClient } from "../../../fakes/wyoming-client.ts";

/** Ears that hear the number of samples, and wake at a loud one. */
function ears(changes: Partial<OfferedEars> = {}): OfferedEars {
  return {
    offer: { name: "Test", version: "1", wakePhrase: "hey test" },
    awaitWake: () => ({ push: (samples) => Promise.resolve(samples.some((sample) => sample > 1_000)) }),
    awaitCommand: () => {
      let heard = 0;
      return {
        push: (samples) => {
          heard += samples.length;
          return Promise.resolve();
        },
        finish: () => Promise.resolve(`${heard} samples`),
      };
    },
    conversion: () =>
      Promise.resolve({
        convert: (pcm) => new Int16Array(Uint8Array.from(pcm).buffer),
        rest: () => Int16Array.of(1),
        close: () => undefined,
      }),
    ...changes,
  };
}

let server: WyomingServer;
let port = 0;
const clock = new ManualClock();
const failures: string[] = [];
afterEach(() => server.stop());

async function serve(offered: OfferedEars = ears()): Promise<WyomingClient> {
  failures.length = 0;
  server = new WyomingServer({ ears: offered, scheduler: clock, failed: (why) => failures.push(why) });
  port = await freePort();
  await server.listen({ host: "127.0.0.1", port });
  return WyomingClient.connect(port);
}
const counted = (name: string, count: number) =>
  eventually(() => server.counters[name] === count, { withinMs: 5_000, what: `${name} is ${String(count)}` });
const FORMAT = { rate: 16_000, width: 2, channels: 1 };

it("a command's sound is heard to its end, the rest of the conversion too", async () => {
  const client = await serve();
  expect(await client.transcript(new Int16Array(5_000))).toBe("5001 samples");
  // A request holds.
  client.sendSound(new Int16Array(10));
  expect((await client.hear("transcript"))?.data).toEqual({ text: "11 samples" });
  client.close();
});

it("a detection has the time of its piece of sound, and the stream goes on", async () => {
  const client = await serve();
  client.say("detect", { names: null });
  client.say("audio-start", FORMAT);
  client.say("audio-chunk", { ...FORMAT, timestamp: 700 }, Buffer.alloc(200));
  client.say("audio-chunk", { ...FORMAT, timestamp: 800 }, Buffer.from([0xff, 0x7f]));
  expect((await client.hear("detection"))?.data).toEqual({ name: "hey_test", timestamp: 800 });
  client.say("audio-chunk", FORMAT, Buffer.from(new Int16Array(15_899).fill(2_000).buffer));
  // Without a time of the client's it is that since the start: 16000 samples.
  expect((await client.hear("detection"))?.data).toEqual({ name: "hey_test", timestamp: 1_000 });
  client.say("audio-stop");
  client.say("ping");
  expect((await client.hear("not-detected", "pong"))?.type).toBe("pong");
  client.close();
});

it.each([
  ["for nothing", undefined],
  ["behind a request for a wake word that is another's", { names: ["hey_other"] }],
])("sound %s wakes nobody", async (_, request) => {
  const client = await serve();
  if (request !== undefined) client.say("detect", request);
  client.sendSound(new Int16Array(100).fill(2_000));
  client.say("ping", { text: "end" });
  const heard = await client.hear("detection", "pong");
  expect(heard?.data).toEqual({ text: "end" });
  client.close();
});

it("where nothing wakes nothing is offered, and nothing detected", async () => {
  const client = await serve(
    ears({ offer: { name: "Test", version: "1", wakePhrase: null }, awaitWake: () => null }),
  );
  client.say("describe");
  expect((await client.hear("info"))?.data["wake"]).toEqual([]);
  client.say("detect");
  client.sendSound(new Int16Array(100).fill(2_000));
  expect((await client.hear("detection", "not-detected"))?.type).toBe("not-detected");
  client.close();
});

it.each([
  ["changes its format", { ...FORMAT, channels: 2 }, Buffer.alloc(4)],
  ["ends within a sample", FORMAT, Buffer.alloc(3)],
  ["is not 16 bit", { ...FORMAT, width: 4 }, Buffer.alloc(4)],
])("sound that %s is refused, and the client hung up on", async (_, format, payload) => {
  const client = await serve();
  client.say("transcribe");
  client.say("audio-start", FORMAT);
  client.say("audio-chunk", format, payload);
  expect((await client.hear("error"))?.data["code"]).toBe("WYOMING_SOUND");
  expect(await client.hear("info")).toBeNull();
  await counted("connectionsBroken", 1);
  expect(failures).toEqual([]);
});

it("ears that fail cost that client its connection, and nothing else", async () => {
  let isFailing = true;
  const well = ears();
  const client = await serve({
    ...well,
    awaitCommand: () =>
      isFailing
        ? { push: () => Promise.reject(new Error("no model at /secret")), finish: () => Promise.resolve("") }
        : well.awaitCommand(),
  });
  client.say("transcribe");
  client.sendSound(new Int16Array(10));
  const error = await client.hear("error");
  expect(error?.data["code"]).toBe("WYOMING_EARS");
  expect(JSON.stringify(error?.data)).not.toContain("secret");
  expect(failures).toEqual(["no model at /secret"]);
  isFailing = false;
  const next = await WyomingClient.connect(port);
  expect(await next.transcript(new Int16Array(10))).toBe("11 samples");
  next.close();
});

it("a client that is silent for a minute is hung up on, half a message or not", async () => {
  const client = await serve();
  client.say("ping");
  await client.hear("pong");
  client.socket.write('{"type":');
  await counted("connections", 1);
  clock.advance(59_000);
  expect(server.counters["connectionsIdle"]).toBe(0);
  clock.advance(1_000);
  expect(await client.hear("pong")).toBeNull();
  expect(server.counters["connectionsIdle"]).toBe(1);
  await counted("connections", 0);
});

it("a client that reads no answers is hung up on", async () => {
  const client = await serve();
  client.socket.pause();
  const flood = setInterval(() => {
    for (let i = 0; i < 1_000; i += 1) client.say("describe");
  }, 1);
  await eventually(() => server.counters["connectionsSlow"] === 1, { withinMs: 20_000, what: "hung up on" });
  clearInterval(flood);
  client.close();
});

it("the ninth client at a time is told so, and the next one is served", async () => {
  const all = [await serve()];
  while (all.length < 8) all.push(await WyomingClient.connect(port));
  await counted("connections", 8);
  const ninth = await WyomingClient.connect(port);
  expect((await ninth.hear("error"))?.data["code"]).toBe("WYOMING_FULL");
  expect(await ninth.hear("pong")).toBeNull();
  expect(server.counters).toMatchObject({ connections: 8, connectionsRefused: 1 });
  all[3]?.close();
  await counted("connections", 7);
  const next = await WyomingClient.connect(port);
  next.say("ping");
  expect((await next.hear("pong"))?.type).toBe("pong");
  for (const one of [...all, next]) one.close();
});

it("a port that is taken is a failure that names it", async () => {
  await serve();
  const second = new WyomingServer({ ears: ears(), scheduler: clock, failed: () => undefined });
  await expect(second.listen({ host: "127.0.0.1", port })).rejects.toMatchObject({
    code: "WYOMING_LISTEN",
    message: expect.stringContaining(`127.0.0.1:${String(port)}`) as string,
  });
  await second.stop();
});
