import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { developmentData } from "../../fakes/development-data.ts";
import type { Jpeg } from "../../fakes/jpeg-camera.ts";
import { canRecognise, silence, wav } from "../../fakes/voice-tools.ts";
import { AskedDoor, FACE_OF_SIGNER, picturesOf, SPEAK_SILENTLY } from "../asked-door.ts";
import { childOf, until, type AnyEvent } from "../daemon.ts";
import { ffmpegInstalled, gatehouse } from "../door.ts";

const data = developmentData();
const signers = join(data ?? "", "video/signers");

describe.skipIf(data === null || !ffmpegInstalled || !canRecognise())(
  "a challenge that is cut short (needs ffmpeg, PocketSphinx, the fetched models and the development data)",
  () => {
    let door: AskedDoor;
    let rests: readonly Jpeg[];

    beforeAll(async () => {
      door = await AskedDoor.open({
        challenge: "say-code",
        enrolled: { name: "cora", from: [join(signers, "signerC_book.mkv")] },
        speak: SPEAK_SILENTLY,
        extra: "microphones: { hall: { source: quiet.wav, loop: true, near: [front_door] } }",
        prepare: (house) => writeFile(house.path("quiet.wav"), wav(silence(5))),
      });
      const pictures = await picturesOf(door.house, join(signers, "signerC_learn.mkv"), FACE_OF_SIGNER);
      rests = pictures.slice(52, 61);
    }, 120_000);

    afterAll(() => door.close());

    it("is over when the microphone's process is killed, and the door stays locked", async (test) => {
      const { end, failures } = await door.undisturbed(test, async () => {
        const request = await door.isChallenged(rests);
        let killed = false;
        const ended = door.obeys(request, async () => {
          if (killed) return;
          killed = true;
          const microphone = await until(() => childOf(door.daemon, "microphone:hall"), { what: "it runs" });
          process.kill(microphone, "SIGKILL");
        });
        return ended;
      });
      expect(
        failures.map(({ why, last }) => ({ why, last })),
        door.story(),
      ).toEqual([{ why: "The microphone was lost.", last: true }]);
      expect(end).toMatchObject({ name: "request.denied", code: "CHALLENGE_FAILED" });
      expect(door.lock.received).toEqual([]);
    }, 300_000);

    it("is over when the daemon ends, and whoever asked is told why", async () => {
      await door.goes();
      const request = await door.isChallenged(rests);
      expect(await door.daemon.stop()).toBe(0);
      const journal = (await gatehouse(door.house, ["events", "--json", "--limit", "200"]))
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as AnyEvent)
        .filter((event) => event["request"] === request)
        .sort((one, other) => Number(one["seq"]) - Number(other["seq"]));
      expect(journal.map(({ name }) => name)).toEqual([
        "hub.requested",
        "request.made",
        "challenge.issued",
        "challenge.failed",
        "request.denied",
      ]);
      expect(journal.at(-1)).toMatchObject({
        code: "CHALLENGE_FAILED",
        reason: "cora was asked to say a code, and that was not passed. Gatehouse is stopping.",
      });
      expect(door.lock.received).toEqual([]);
    }, 300_000);
  },
);
