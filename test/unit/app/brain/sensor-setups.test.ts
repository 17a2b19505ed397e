import { expect, test } from "vitest";
import { cameraSetup, microphoneSetup, voiceServiceSetup } from "../../../../src/app/brain/sensor-setups.ts";
import { CameraSetup, MicrophoneSetup } from "../../../../src/app/protocol.ts";
import { VoiceServiceSetup } from "../../../../src/app/voice-service/protocol.ts";
import type { GatehouseConfig } from "../../../../src/config/schema/gatehouse.ts";
import { check } from "../../../fakes/checked-house.ts";

async function configOf(text: string): Promise<GatehouseConfig> {
  const result = await check({ config: text });
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join("\n"));
  return result.config;
}

const CAMERAS = `node: a
cameras:
  porch:
    source: "rtsp://camera/1"
    detect: { source: films/small.mp4, fps: 7 }
    zones: { step: [[0, 0], [1, 0], [1, 1]] }
  played: { source: films/film.mp4, loop: true, paced: false }
microphones: { hall: { source: camera:played } }
recordings: { before: 8s }
vision: { recognize: 0.6, margin: 0.1, live: 0.4 }
logging: { level: debug }
`;
const around = async (text = CAMERAS) => ({
  config: await configOf(text),
  directory: "/house",
  models: { "face-detection": "/models/d.onnx" },
});
const anna = { name: "anna", group: "family", templates: [new Float32Array([1])] };

test("a camera's process is told everything, sources relative to the configuration", async () => {
  const setup = cameraSetup("porch", { ...(await around()), people: [anna] });
  expect(setup).toMatchObject({
    camera: "porch",
    source: "rtsp://camera/1",
    detectSource: "/house/films/small.mp4",
    fps: 7,
    zones: {
      step: [
        [0, 0],
        [1, 0],
        [1, 1],
      ],
    },
    people: [anna],
    findPeople: true,
    thresholds: { recognize: 0.6, margin: 0.1, live: 0.4 },
    audio: false,
    logLevel: "debug",
  });
  expect(CameraSetup.safeParse(setup).success).toBe(true);
});

test.each([
  ["", { known: "keep", groups: {} }],
  ["faces: none", { known: "none", groups: {} }],
  ["faces: { family: blur }", { known: "keep", groups: { family: "blur" } }],
])("what pictures show of known people: %j", async (faces, rules) => {
  const text = CAMERAS.replace("before: 8s", ["before: 8s", faces].filter((part) => part !== "").join(", "));
  expect(cameraSetup("porch", { ...(await around(text)), people: [] }).faces).toEqual(rules);
});

test("the ring reaches further back than the wished pre-roll", async () => {
  expect(cameraSetup("porch", { ...(await around()), people: [] }).ringSeconds).toBeGreaterThan(8);
});

test("a camera sends its sound if a microphone listens to it, and plays as it is told to", async () => {
  expect(cameraSetup("played", { ...(await around()), people: [] })).toMatchObject({
    source: "/house/films/film.mp4",
    audio: true,
    loop: true,
    paced: false,
    detectSource: null,
  });
});

test.each([
  ["file:///films/film.mp4", "/films/film.mp4"],
  ["/films/film.mp4", "/films/film.mp4"],
  ["/dev/video0", "/dev/video0"],
  ["http://camera/mjpeg", "http://camera/mjpeg"],
])("the source %s is opened as %s", async (source, opened) => {
  const text = `node: a\ncameras: { porch: { source: "${source}" } }\n`;
  const setup = cameraSetup("porch", { ...(await around(text)), people: [] });
  expect(setup.source.replace(/^file:\/\//, "")).toBe(opened);
});

test("a microphone's process is told the sentences, their slots, and which have to be heard more surely", async () => {
  const text = `node: a\nmicrophones: { hall: { source: words.wav, loop: true } }\nvoice: { accept: -11, accept_guarded: -4, follow_up: 3s, phrases: { cancel: [stop it] } }\n`;
  const intents = [
    {
      intent: "light",
      sentences: ["turn on the {place} light"],
      slots: { place: ["porch"] },
      guarded: false,
    },
    { intent: "open", sentences: ["open the door"], slots: {}, guarded: true, accept: -2 },
  ];
  const setup = microphoneSetup("hall", { ...(await around(text)), intents });
  expect(setup).toMatchObject({
    microphone: "hall",
    source: "/house/words.wav",
    loop: true,
    paced: true,
    wakePhrase: "hey gatehouse",
    intents: [
      { intent: "light", sentences: ["turn on the {place} light"], slots: { place: ["porch"] } },
      { intent: "open", sentences: ["open the door"], slots: {}, accept: -2 },
      { intent: "gatehouse:cancel", sentences: ["stop it"] },
      { intent: "gatehouse:recount", sentences: ["what did you hear", "what have you heard"] },
    ],
    thresholds: { accept: -11, acceptGuarded: -4 },
    guardedIntents: ["open"],
    followUpMs: 3_000,
    cancelPhrases: ["stop it"],
  });
  expect(MicrophoneSetup.safeParse(setup).success).toBe(true);
});

test.each([
  ["voice: { wake: push-to-talk }", "", null, true],
  ["voice: { wake: none }", ", wake: push-to-talk", null, true],
  ["voice: { wake: push-to-talk }", ", wake: none", null, false],
  ["voice: { wake: { phrase: hello house } }", "", "hello house", false],
  ["voice: {}", ", wake: push-to-talk", null, true],
])("what wakes it may be a button: %s, at the microphone %j", async (voice, own, wakePhrase, pushToTalk) => {
  const text = `node: a\nmicrophones: { hall: { source: "alsa:default"${own} } }\n${voice}\n`;
  const setup = microphoneSetup("hall", { ...(await around(text)), intents: [] });
  expect(setup).toMatchObject({ wakePhrase, pushToTalk });
});

test("without a wake phrase every command counts", async () => {
  const text = `node: a\nmicrophones: { hall: { source: "alsa:default" } }\nvoice: { wake: none }\n`;
  const setup = microphoneSetup("hall", { ...(await around(text)), intents: [] });
  expect([setup.wakePhrase, setup.source]).toEqual([null, "alsa:default"]);
});

test("the voice service is told where to listen, and the same sentences as a microphone", async () => {
  const text = `node: a\nmicrophones: { hall: { source: "alsa:default" } }\nvoice: { wyoming: { listen: "tcp://[::1]:10400" } }\n`;
  const intents = [{ intent: "open", sentences: ["open the door"], slots: {}, guarded: true }];
  const context = { ...(await around(text)), intents, people: ["anna"] };
  const setup = voiceServiceSetup(context);
  const { wakePhrase, lists, guardedIntents, thresholds, intents: told } = microphoneSetup("hall", context);
  expect(setup).toMatchObject({
    ...{ name: "Gatehouse a", listen: { host: "::1", port: 10_400 } },
    ...{ wakePhrase, lists, guardedIntents, thresholds, intents: told },
  });
  expect(VoiceServiceSetup.safeParse(setup).success).toBe(true);
});

test("without an address there is no voice service", async () => {
  expect(voiceServiceSetup({ ...(await around()), intents: [] })).toBeNull();
});

test.each([
  ["", null],
  ["continuous: false", null],
  ["continuous: true", { directory: "/state/continuous/porch", segmentMs: 60_000 }],
  ["continuous: { segment: 30s }", { directory: "/state/continuous/porch", segmentMs: 30_000 }],
  ["continuous: true, masks: [[[0, 0], [0.5, 0], [0.5, 1]]]", null],
  [
    "continuous: true, record_unmasked: true, masks: [[[0, 0], [0.5, 0], [0.5, 1]]]",
    { directory: "/state/continuous/porch", segmentMs: 60_000 },
  ],
])("with `%s` a camera is told to record all the time: %j", async (lines, continuous) => {
  const text = `node: a\ncameras: { porch: { source: /dev/video0${lines === "" ? "" : `, ${lines}`} } }\n`;
  const context = { ...(await around(text)), people: [] };
  expect(cameraSetup("porch", { ...context, stateDirectory: "/state" }).continuous).toEqual(continuous);
  // Whoever only looks at a camera records nothing.
  expect(cameraSetup("porch", context).continuous).toBeNull();
});

test("a camera is told of its time-lapse, and whose midnight it ends at", async () => {
  const setupOf = async (zone: string, lines: string) =>
    cameraSetup("porch", {
      ...(await around(`node: a\n${zone}cameras: { porch: { source: /dev/video0, ${lines} } }\n`)),
      ...{ people: [], stateDirectory: "/state" },
    }).timeLapse;
  expect(await setupOf("", "time_lapse: false")).toBeNull();
  expect(await setupOf("", "time_lapse: true")).toEqual({
    ...{ directory: "/state/timelapse/porch", everyMs: 10_000, timeZone: null },
  });
  expect(await setupOf("time_zone: Europe/Berlin\n", "time_lapse: { every: 1m }")).toEqual({
    ...{ directory: "/state/timelapse/porch", everyMs: 60_000, timeZone: "Europe/Berlin" },
  });
});
