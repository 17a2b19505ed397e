import { z } from "zod";
import { Continuous, TimeLapse } from "./continuous.ts";
import { Archive } from "./archive.ts";
import { Copy } from "./copy.ts";
import { spokenWords } from "./word-lists.ts";
import { tcpAddress } from "../../runtime/tcp-address.ts";
import { Duration, durationBetween, Fraction, Name, Size } from "../values.ts";

const point = "expected a point [x, y] in fractions of the picture, each from 0 to 1";
const Point = z.tuple([Fraction, Fraction], point);

const playback = {
  loop: z.boolean().default(false).describe("Only for files: begin again at the end."),
  paced: z
    .boolean()
    .default(true)
    .describe("Only for files: in real time (true) or as fast as possible (false)."),
};

/** One of `cameras:`. */
export const Camera = z
  .strictObject({
    source: z
      .string()
      .min(1)
      .describe(
        "Where the picture comes from: `rtsp://…`, `/dev/video0`, `http(s)://…`, or a file.",
      ),
    detect: z
      .strictObject({
        source: z
          .string()
          .min(1)
          .optional()
          .describe("A second, smaller stream of the same camera to analyse."),
        fps: z
          .number()
          .min(2, "expected at least 2: with longer gaps nobody can be followed from one picture to the next")
          .max(30)
          .default(5)
          .describe("Analysed pictures a second."),
      })
      .prefault({})
      .describe("What is analysed; recordings always come from `source`."),
    zones: z
      .record(Name, z.array(Point).min(3, "expected at least three points").max(32))
      .default({})
      .describe(
        "Named areas, each a list of corners in fractions of the picture; a person stands in a zone if the lower edge of the face lies in it.",
      ),
    masks: z
      .array(z.array(Point).min(3, "expected at least three points").max(32))
      .max(16)
      .default([])
      .describe(
        "Areas that nobody may look at, each a list of corners in fractions of the picture: painted black before anything is seen in the picture or kept of it.",
      ),
    record_unmasked: z
      .boolean()
      .default(false)
      .describe("Record clips although they show what `masks` hides; without it or `encode` a camera with masks records none."),
    encode: z
      .boolean()
      .default(false)
      .describe("Code this camera's pictures anew for its clips (H.264): `masks` are painted into them, and cameras that send raw pictures can be recorded. Costs processor time all day: see docs/recordings.md."),
    continuous: Continuous,
    time_lapse: TimeLapse,
    ...playback,
  })
  .refine(({ encode, record_unmasked }) => !(encode && record_unmasked), {
    path: ["record_unmasked"],
    error: "expected one of encode and record_unmasked: clips that are coded anew have the masks painted in",
  })
  .describe("A camera. Its name is used in topics, rules and policies.");

/** How much louder a microphone is made, dB. */
export const MicrophoneGain = z
  .number("expected dB, such as 12")
  .min(-20, "expected at least -20 (dB)")
  .max(40, "expected at most 40 (dB)");

/** One of `microphones:`. */
export const Microphone = z
  .strictObject({
    source: z
      .string()
      .min(1)
      .describe(
        "Where the sound comes from: `alsa:DEVICE`, `pulse:NAME`, `camera:NAME` (a camera's own sound), or a file.",
      ),
    near: z.array(Name).default([]).describe("Cameras that see who speaks into it."),
    gain: MicrophoneGain.default(0).describe("Makes a quiet microphone louder, in dB: 6 is twice as loud. `gatehouse voice listen` tries it."),
    noise_suppression: z
      .boolean()
      .default(true)
      .describe("A command that is not understood at once is heard once more without the noise."),
    sounds: z
      .boolean()
      .default(false)
      .describe(
        "Notice sudden loud sounds that die away at once (`sound.detected`, label `impact`): blows, slammed doors, breaking glass.",
      ),
    wake: z
      .enum(["none", "push-to-talk"], "expected none or push-to-talk")
      .optional()
      .describe("Instead of what `voice.wake` says for all microphones: `none` or `push-to-talk`."),
    ...playback,
  })
  .describe("A microphone. Its name is used in topics and rules.");

const addressError = "expected tcp://HOST:PORT, such as tcp://127.0.0.1:10300";

/** Where a Wyoming service listens. */
const WyomingUri = z
  .string(addressError)
  .regex(/^tcp:\/\/(\[[^\]]+\]|[^/:]+):\d{1,5}\/?$/u, { error: addressError, abort: true })
  .refine((uri) => tcpAddress(uri) !== null, "expected a port from 1 to 65535");

const wakeError = "expected `none`, `push-to-talk`, or one of `phrase:` and `model:`";

const Wake = z
  .union(
    [
      z.literal("none"),
      z.literal("push-to-talk"),
      z
        .strictObject({
          phrase: z
            .string()
            .regex(
              /^[\p{L}' ]{5,60}$/u,
              "expected a phrase of several syllables, letters and spaces only, such as hey gatehouse",
            )
            .optional()
            .describe("Words that must come before a command."),
          wyoming: WyomingUri.optional().describe(
            "A Wyoming service that hears the phrase, such as openWakeWord's for Home Assistant; it gets all sound of the " +
              "microphone. `model:` then says which of its wake words, without it any counts.",
          ),
          sherpa: z
            .string()
            .min(1)
            .optional()
            .describe(
              "A folder with a keyword spotter for sherpa-onnx and its `keywords.txt`, which you have fetched; relative to this file.",
            ),
          model: z
            .string()
            .min(1)
            .optional()
            .describe(
              "A model that hears the phrase as soon as it is said: a file of `gatehouse wake train` or openWakeWord's, or the " +
                "name of a wake word that was fetched (`gatehouse models pull --wake NAME`). For `hey gatehouse` one comes with " +
                "Gatehouse; without one a phrase is found when the utterance is over.",
            ),
        })
        .refine(({ phrase, model }) => phrase !== undefined || model !== undefined, wakeError)
        .refine(({ model, wyoming, sherpa }) => sherpa === undefined || (wyoming ?? model) === undefined, {
          error: "expected `sherpa:` without `wyoming:` and `model:`: one of them hears the phrase",
          path: ["sherpa"],
        })
        .refine(({ phrase, wyoming, sherpa }) => (wyoming ?? sherpa) === undefined || phrase !== undefined, {
          error: "expected `phrase:` beside `wyoming:` or `sherpa:`, the words that are listened for",
          path: ["phrase"],
        }),
    ],
    { error: wakeError },
  )
  .describe(
    "What wakes the microphone: a phrase, a model, `push-to-talk` (a button alone: the action `listen`, or MQTT), or `none` " +
      "(every command counts).",
  );

/** Whole sentences in plain words. */
const Phrases = z
  .array(z.string().regex(/^[\p{L}' ]{3,60}$/u, "expected plain words, letters and spaces only"))
  .max(8);

/** `voice:` — how spoken commands are heard and answered. */
export const Voice = z
  .strictObject({
    wake: Wake.default({ phrase: "hey gatehouse" }),
    reply: z
      .strictObject({
        speaker: z
          .string()
          .regex(/^(alsa:.+|pulse:.+|file:.+|none)$/, "expected alsa:DEVICE, pulse:SINK, file:FOLDER or none")
          .default("none")
          .describe(
            "Where answers are spoken: `alsa:DEVICE`, `pulse:SINK`, `file:FOLDER` (WAV files), or `none`.",
          ),
        command: z
          .array(z.string())
          .min(1)
          .optional()
          .describe(
            "A program of your own that speaks: program and arguments; `{text}` is replaced by the text. With " +
              "`speaker: none` it plays the sound itself.",
          ),
        wyoming: WyomingUri.optional().describe(
          "A Wyoming service that turns text into speech, instead of flite or espeak-ng on this machine; not together with `command`.",
        ),
        tone: z
          .boolean()
          .default(true)
          .describe("A short tone when the wake phrase was heard and nothing followed it: now speak."),
      })
      .prefault({})
      .describe("Spoken answers."),
    follow_up: durationBetween("0s", "30s")
      .default(5_000)
      .describe(
        "How long after a command, and after the answer to it, another one needs no wake phrase; `0s`: never. Commands that " +
          "unlock or leave a guarded mode always need it.",
      ),
    phrases: z
      .strictObject({
        cancel: Phrases.default(["cancel", "never mind", "forget about it"]).describe(
          "Ends listening, a question, or a running challenge.",
        ),
        what_did_you_hear: Phrases.default(["what did you hear", "what have you heard"]).describe(
          "Gatehouse says what it heard before, and what became of it.",
        ),
      })
      .prefault({})
      .describe("Sentences that are understood always, whatever the rules say; in other words if you like."),
    stt: z
      .union(
        [
          z.strictObject({ wyoming: WyomingUri.describe("A Wyoming service that recognises speech.") }),
          z.strictObject({
            sherpa: z
              .string()
              .min(1)
              .describe("A folder with a streaming transducer model for sherpa-onnx, which you have fetched."),
          }),
        ],
        { error: "expected one of `wyoming:` and `sherpa:`" },
      )
      .optional()
      .describe(
        "A second speech recogniser for what was said to Gatehouse and not understood. Its text has to be one of the sentences, " +
          "word for word. Commands that unlock or leave a guarded mode are never taken from it.",
      ),
    wyoming: z
      .strictObject({
        listen: WyomingUri.describe(
          "Address to listen on, host and port. Whoever reaches it may use the service: there is no password. `127.0.0.1` is " +
            "this machine alone.",
        ),
      })
      .optional()
      .describe(
        "Offer the wake word and the command recogniser of this Gatehouse as Wyoming services, for a home hub.",
      ),
    seen_within: durationBetween("1s", "30s")
      .default(5_000)
      .describe(
        "How long ago somebody may have been recognised by a camera near the microphone to count as being there when a command is spoken.",
      ),
    ...spokenWords,
    accept: z
      .number()
      .default(-12)
      .describe(
        "How sure a command must be: log-likelihood ratio per frame against any speech; higher is stricter.",
      ),
    accept_guarded: z
      .number()
      .default(-5)
      .describe("The same for commands that unlock or leave a guarded mode."),
    confirm: z
      .boolean()
      .default(true)
      .describe(
        "Ask aloud whether such a command was meant, if it was heard well enough for any other one: a yes makes it count.",
      ),
  })
  .describe("Spoken commands and answers. The sentences stand in the rules.");

/** Named as ONNX Runtime names them. */
const Providers = z
  .array(
    z.enum(["cpu", "cuda", "tensorrt", "coreml", "webgpu"], {
      error: "expected cpu, cuda, tensorrt, coreml or webgpu",
    }),
  )
  .min(1, "expected at least one")
  .max(5);

/** `vision:` — when a face counts, and whether people are found without one. */
export const Vision = z
  .strictObject({
    recognize: Fraction.default(0.58).describe(
      "Least similarity to an enrolled person for a look to count for that person.",
    ),
    unknown: Fraction.optional().describe(
      "Similarity below which a look is one at somebody who is not enrolled; between this and `recognize` it says nothing. " +
        "0.08 below `recognize` if it is left out; never above it.",
    ),
    margin: Fraction.default(0.08).describe("Least distance to the next similar person."),
    live: Fraction.default(0.5).describe(
      "Least liveness score; a veto against photographs, not a proof of life.",
    ),
    people: z
      .boolean()
      .default(true)
      .describe("Find people whose face is not seen too; costs processor time while something moves."),
    providers: Providers.default(["cpu"]).describe(
      "Where the vision models run, in the order of preference. Each is tried when a camera starts: one that is not there, " +
        "gives other results than the CPU or is slower is not used, and the log says why. The CPU is always the last resort.",
    ),
  })
  .refine(({ unknown, recognize }) => unknown === undefined || unknown <= recognize, {
    path: ["unknown"],
    error: "expected at most the value of `recognize`",
  })
  .describe("Thresholds of face recognition, and how people are found.");

const FaceRule = z.enum(["keep", "blur", "none"], { error: "expected keep, blur or none" });

/** `recordings:` — what is kept of the cameras' streams. */
export const Recordings = z
  .strictObject({
    before: Duration.default(10_000).describe("How much is kept from before the event."),
    after: Duration.default(15_000).describe("How much is recorded after its end."),
    keep: Duration.default(14 * 86_400_000).describe("How long clips and pictures are kept."),
    keep_strangers: Duration.default(28 * 86_400_000).describe(
      "How long clips are kept in which a face was seen that is not known; never shorter than `keep`.",
    ),
    keep_events: Duration.optional().describe(
      "How long the journal's events are kept; never shorter than any clip that they tell of.",
    ),
    keep_faces: Duration.optional().describe(
      "How long the pictures of what was noticed of faces are kept, if that is to be shorter than `keep`.",
    ),
    faces: z
      .union([FaceRule, z.record(Name, FaceRule)], { error: "expected keep, blur or none, or one of them for each group" })
      .default("keep")
      .describe(
        "What pictures show of people who are known, here for all of them or by group (`{ family: blur, friend: none }`): the face, a face " +
          "that cannot be recognised, or there is no picture about them. Clips are not changed by it.",
      ),
    max_size: Size.default(20e9).describe(
      "How much room all clips and pictures may take; those of whose time most is over go first.",
    ),
    min_free: Size.default(500e6).describe(
      "How much of the disk stays free; recordings go for it, and at half of it nothing is recorded any more.",
    ),
    archive: Archive.optional(),
    copy: Copy.optional(),
  })
  .describe("Recordings of the cameras.");
