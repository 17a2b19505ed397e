import { mkdtempSync, rmSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { SystemClock, SystemScheduler } from "../../../../src/adapters/clock/system-clock.ts";
import { wyomingSpeech } from "../../../../src/adapters/wyoming/synthesiser.ts";
import { WyomingTranscriber } from "../../../../src/adapters/wyoming/transcriber.ts";
import { HouseVoice } from "../../../../src/app/brain/house-voice.ts";
import { silentLogger } from "../../../../src/runtime/logger.ts";
import { check } from "../../../fakes/checked-house.ts";
import { ManualClock, settled } from "../../../fakes/manual-clock.ts";
import { eventually } from "../../../fakes/eventually.ts";
import { say, wyomingService, type Heard, type WyomingService } from "../../../fakes/wyoming-service.ts";

let service: WyomingService;
afterEach(() => service.close());

const address = () => ({ host: "127.0.0.1", port: service.port });
const scheduler = new SystemScheduler();
const samples = Int16Array.from({ length: 2_500 }, (_, i) => i - 1_250);

describe("a speech recogniser over TCP", () => {
  it.each([true, false])(
    "is sent the sound as the protocol wants it, and its text comes back (inline data: %s)",
    async (inline) => {
      service = await wyomingService(({ type }, socket) => {
        if (type === "audio-stop")
          say(socket, { type: "transcript", data: { text: "turn on the light" }, inline });
      });
      const transcriber = new WyomingTranscriber({ scheduler, address: address() });
      expect(await transcriber.transcribe(samples)).toBe("turn on the light");
      const types = service.heard.map(({ type }) => type);
      expect(types).toEqual([
        "transcribe",
        "audio-start",
        "audio-chunk",
        "audio-chunk",
        "audio-chunk",
        "audio-stop",
      ]);
      expect(service.heard[1]?.data).toMatchObject({ rate: 16_000, width: 2, channels: 1 });
      expect(service.heard[2]?.data).toMatchObject({ rate: 16_000, width: 2, channels: 1, timestamp: 0 });
      const sent = Buffer.concat(service.heard.map(({ payload }) => payload));
      expect(sent.equals(Buffer.from(samples.buffer))).toBe(true);
    },
  );

  it.each([
    [
      "hangs up",
      (_: Heard, socket: { destroy(): void }) => {
        socket.destroy();
      },
      /hung up|cannot be used/u,
    ],
    [
      "talks nonsense",
      (_: Heard, socket: { write(text: string): boolean }) => void socket.write("HTTP/1.1 400 Bad Request\n"),
      /none of the Wyoming protocol/u,
    ],
  ])("that %s is a failure", async (_, answer, message) => {
    service = await wyomingService(answer);
    const transcriber = new WyomingTranscriber({ scheduler, address: address() });
    await expect(transcriber.transcribe(samples)).rejects.toThrow(message);
  });

  it("that is not there is a failure, and works when it is", async () => {
    service = await wyomingService(() => undefined);
    const port = service.port;
    await service.close();
    const transcriber = new WyomingTranscriber({ scheduler, address: { host: "127.0.0.1", port } });
    await expect(transcriber.transcribe(samples)).rejects.toMatchObject({ code: "WYOMING_SERVICE" });
    service = await wyomingService((_, socket) => say(socket, { type: "transcript", data: { text: "ok" } }));
    const again = new WyomingTranscriber({ scheduler, address: address() });
    expect(await again.transcribe(samples)).toBe("ok");
  });

  it("that does not answer is not waited for for ever", async () => {
    const clock = new ManualClock();
    service = await wyomingService(() => undefined);
    const failed = new WyomingTranscriber({ scheduler: clock, address: address() }).transcribe(samples);
    failed.catch(() => undefined);
    await eventually(() => service.heard.length > 0, { withinMs: 5_000 });
    clock.advance(8_000);
    await settled();
    await expect(failed).rejects.toThrow("has not answered within 8 s");
  });
});

describe("a voice over TCP", () => {
  const speak = (rate: number, payload: Buffer) => (message: Heard, socket: Parameters<typeof say>[0]) => {
    if (message.type !== "synthesize") return;
    const format = { rate, width: 2, channels: 1 };
    say(socket, { type: "audio-start", data: format });
    say(socket, { type: "audio-chunk", data: format, payload });
    say(socket, { type: "audio-stop" });
  };
  const ask = () =>
    wyomingSpeech("Hello", {
      scheduler,
      address: address(),
      timeoutMs: 5_000,
      signal: new AbortController().signal,
    });

  it("gives a WAV file of what it says", async () => {
    service = await wyomingService(speak(22_050, Buffer.from([1, 2, 3, 4])));
    const wav = await ask();
    expect(service.heard).toMatchObject([{ type: "synthesize", data: { text: "Hello" } }]);
    expect(wav.toString("latin1", 0, 4)).toBe("RIFF");
    expect(wav.readUInt32LE(24)).toBe(22_050);
    expect([...wav.subarray(44)]).toEqual([1, 2, 3, 4]);
  });

  it("that sends another format, an error, or never ends is a failure", async () => {
    service = await wyomingService((_, socket) =>
      say(socket, { type: "audio-start", data: { rate: 16_000, width: 4, channels: 1 } }),
    );
    await expect(ask()).rejects.toMatchObject({ code: "WYOMING_SOUND" });
    await service.close();
    service = await wyomingService((_, socket) => say(socket, { type: "error", data: { text: "no voice" } }));
    await expect(ask()).rejects.toThrow("no voice");
    await service.close();
    service = await wyomingService(speak(8_000, Buffer.alloc(960_002)));
    await expect(ask()).rejects.toThrow("longer than a minute");
  });

  it("is the house's voice where that is configured", async () => {
    const folder = mkdtempSync(join(tmpdir(), "gatehouse-test-"));
    service = await wyomingService(speak(16_000, Buffer.alloc(320)));
    const clock = new SystemClock();
    const voice = new HouseVoice({
      clock,
      scheduler,
      random: () => 0.5,
      logger: silentLogger,
      deafUntil: () => undefined,
    });
    const reply = `{ speaker: "file:${folder}", wyoming: "tcp://127.0.0.1:${String(service.port)}" }`;
    const house = await check({ config: `node: a\nvoice: { reply: ${reply} }\n` });
    if (!house.ok) throw new Error("the house does not hold");
    await voice.apply(house);
    expect(await voice.speak("Sentry mode is on.")).toEqual({ durationMs: 10 });
    const [file = ""] = readdirSync(folder);
    expect(readFileSync(join(folder, file))).toHaveLength(44 + 320);
    await voice.stop();
    rmSync(folder, { recursive: true });
  });
});
