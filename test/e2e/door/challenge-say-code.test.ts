import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { modelsDirectory } from "../../../src/adapters/model-files/manifest-file.ts";
import { resolveModels } from "../../../src/adapters/model-files/resolve-models.ts";
import { inProcessAnalyser } from "../../../src/adapters/onnx/in-process-analyser.ts";
import { frameJpeg } from "../../../src/adapters/stills/small-jpeg.ts";
import { developmentData } from "../../fakes/development-data.ts";
import type { Jpeg } from "../../fakes/jpeg-camera.ts";
import { privatePulse, type PrivatePulse, type Room } from "../../fakes/private-pulse.ts";
import { openingsOf, openMouth } from "../../fakes/talking-mouth.mjs";
import { canRecognise, installed, spoken } from "../../fakes/voice-tools.ts";
import { AskedDoor, CAMERA_FPS, FACE_OF_SIGNER, picturesOf } from "../asked-door.ts";
import type { AnyEvent } from "../daemon.ts";
import { gatehouse } from "../door.ts";

const data = developmentData();
const signers = join(data ?? "", "video/signers");
const tools = ["ffmpeg", "pulseaudio", "pactl", "parec", "paplay", "arecord", "flite"];

/** Speaks through the loudspeaker of the room. */
const SPEAK_ALOUD = `
text=$(cat)
flite -voice slt -t "$text" -o "$1.wav"
paplay --device=speaker "$1.wav"
echo "$text" >> "$1"
`;

/** Mouths are drawn open in so many steps. */
const STEPS = 8;
/** The widest opening of a mouth that talks, by its width. */
const WIDE = 0.32;
/** Lips and jaw are ahead of the sound. */
const AHEAD_MS = 80;

/** Somebody in a clip, whose mouth can be drawn open: pictures by how far it is open, then by their order in the clip. */
type Mouths = readonly (readonly Jpeg[])[];

async function mouthsOf(pictures: readonly Jpeg[]): Promise<Mouths> {
  const analyser = await inProcessAnalyser(await resolveModels(modelsDirectory()));
  const mouths: Jpeg[][] = Array.from({ length: STEPS + 1 }, () => []);
  for (const picture of pictures) {
    const { data: bytes, info } = await sharp(picture)
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const frame = {
      width: info.width,
      height: info.height,
      data: new Uint8Array(bytes),
      at: 0,
      t: 0,
      camera: "",
      ptsMs: 0,
    };
    const [face] = (await analyser.analyse(frame)) ?? [];
    if (face === undefined) throw new Error("there is no face in a picture of the clip");
    for (const [step, drawn] of mouths.entries()) {
      const opened = openMouth(frame, face.landmarks, (step / STEPS) * WIDE);
      drawn.push(new Uint8Array(await frameJpeg({ ...frame, ...opened })));
    }
  }
  await analyser.close();
  return mouths;
}

/** The mouth of somebody who says this. */
function saying(sound: Int16Array, mouths: Mouths): readonly Jpeg[] {
  const openings = openingsOf(sound, WIDE);
  const count = Math.ceil((sound.length / 16_000) * CAMERA_FPS) + 2;
  return Array.from({ length: count }, (_, i) => {
    const step = Math.round((openings((i * 1000) / CAMERA_FPS + AHEAD_MS) / WIDE) * STEPS);
    const pictures = mouths[Math.min(STEPS, step)] ?? [];
    const turn = i % (2 * pictures.length - 2);
    return pictures[turn < pictures.length ? turn : 2 * pictures.length - 2 - turn] ?? new Uint8Array();
  });
}

describe.skipIf(data === null || !canRecognise() || !installed(...tools))(
  "a door that asks for a code (needs ffmpeg, pulseaudio, alsa-utils, flite, PocketSphinx, the fetched models and the development data)",
  () => {
    let pulse: PrivatePulse;
    let room: Room;
    let door: AskedDoor;
    let mouths: Mouths;
    /** The codes of the attempts so far. */
    const codes: { readonly code: string; readonly request: string; readonly attempt: number }[] = [];

    beforeAll(async () => {
      pulse = await privatePulse();
      room = pulse.openRoom();
      const from = ["book", "school", "walk"].map((word) => join(signers, `signerC_${word}.mkv`));
      door = await AskedDoor.open({
        challenge: "say-code",
        enrolled: { name: "cora", from },
        speak: SPEAK_ALOUD,
        extra: 'microphones: { hall: { source: "alsa:default", near: [front_door] } }',
        env: pulse.env,
      });
      const pictures = await picturesOf(door.house, join(signers, "signerC_learn.mkv"), FACE_OF_SIGNER);
      mouths = await mouthsOf(pictures.slice(52, 61));
    }, 180_000);

    afterAll(async () => {
      await door.close();
      await pulse.stop();
    });

    const still = (): readonly Jpeg[] => mouths[0] ?? [];

    /** Answers what is asked, in its own way, until the request has ended. */
    const answers = (
      request: string,
      answer: (code: string, attempt: number) => Promise<void>,
    ): Promise<AnyEvent> =>
      door.obeys(request, async (said, attempt) => {
        const code = /Please say: (.*)\.$/.exec(said)?.[1] ?? "none";
        codes.push({ code, request, attempt });
        await answer(code, attempt);
      });

    it("stays locked for a mouth that keeps still, and for other words, and says why", async (test) => {
      const { end: denied, failures } = await door.undisturbed(test, async () =>
        answers(await door.isChallenged(still()), async (code, attempt) => {
          room.say(await spoken("rms", attempt === 1 ? code : "please open the door"));
        }),
      );
      expect(
        failures.map(({ why }) => why),
        door.story(),
      ).toEqual([
        expect.stringMatching(/^The mouth of cora did not move with what was said: /),
        expect.stringMatching(/^The code was not said: /),
      ]);
      const { code } = codes.at(-2) ?? {};
      expect(failures[0]).toMatchObject({ facts: { code, heard: code }, last: false });
      expect(denied).toMatchObject({ name: "request.denied", code: "CHALLENGE_FAILED" });
      expect(denied["reason"]).toMatch(/^cora was asked to say a code, and that was not passed\. /);
      expect(door.lock.received).toEqual([]);
    }, 300_000);

    it("tells nobody the code but aloud before it is over", (test) => {
      test.skip(codes.length === 0, "no code was heard");
      const { messages } = door.hub;
      for (const { code, request, attempt } of codes) {
        const told = messages.findIndex(
          ({ payload }) =>
            payload.includes('"challenge.failed"') &&
            payload.includes(`"request":"${request}"`) &&
            payload.includes(`"attempt":${String(attempt)}`),
        );
        expect(messages[told]?.payload).toContain(code);
        const open = messages.slice(0, told);
        expect(open.filter(({ topic, payload }) => `${topic} ${payload}`.includes(code))).toEqual([]);
        expect(door.daemon.log).not.toContain(code);
      }
    });

    it("opens for who says the code, locks again, and can say what that rests on", async (test) => {
      await door.goes();
      const { end } = await door.undisturbed(test, async () =>
        answers(await door.isChallenged(still()), async (code) => {
          const sound = await spoken("slt", code);
          room.say(sound);
          await door.camera.play(saying(sound, mouths));
        }),
      );
      expect(end, door.story()).toMatchObject({ name: "request.completed", device: "front_door_lock" });
      const passed = door.hub.events.find(({ name }) => name === "challenge.passed");
      expect(passed).toMatchObject({ kind: "say-code", person: "cora", request: end["request"] });
      const { code } = codes.at(-1) ?? {};
      expect(passed?.["facts"]).toMatchObject({ code, heard: code, microphone: "hall" });
      await door.hub.event("device.changed", {
        where: ({ state, from }) => state === "LOCKED" && from === "LOCKING",
      });
      expect(door.lock.received).toEqual(["UNLOCK", "LOCK"]);
      const why = await gatehouse(door.house, ["why", String(end["request"])]);
      expect(why).toMatch(/ challenged +cora was asked to say a code at front_door, attempt \d of 2$/m);
      expect(why).toMatch(/ passed +cora passed it: say a code/m);
    }, 300_000);
  },
);
