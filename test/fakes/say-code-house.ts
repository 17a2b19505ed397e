import { ChallengeWork } from "../../src/app/brain/challenge-work.ts";
import { guardPolicies } from "../../src/app/brain/guard-policies.ts";
import { HouseVoice } from "../../src/app/brain/house-voice.ts";
import { Kernel } from "../../src/app/brain/kernel.ts";
import { RulesHost } from "../../src/app/brain/rules-host.ts";
import type { CheckedConfiguration } from "../../src/app/check-configuration.ts";
import { pronounced } from "../../src/app/microphone/hearing-settings.ts";
import type { ToMicrophone } from "../../src/app/protocol.ts";
import type { Speaker } from "../../src/devices/ports.ts";
import type { Request } from "../../src/events/action.ts";
import type { GatehouseEvent } from "../../src/events/catalogue.ts";
import { visionEvent } from "../../src/events/from-observation.ts";
import { drawCode, isCodeSpoken } from "../../src/guard/challenge/code.ts";
import { mouthFollowsSound } from "../../src/guard/challenge/mouth-and-sound.ts";
import type { Decision } from "../../src/guard/decision.ts";
import { Gatekeeper } from "../../src/guard/gatekeeper.ts";
import type { FaceLook } from "../../src/perception/vision/face-look.ts";
import type { Gallery } from "../../src/perception/vision/gallery.ts";
import { createVision } from "../../src/perception/vision/vision.ts";
import { Hearing } from "../../src/perception/voice/hearing.ts";
import type { CommandRecogniser, VoiceActivity } from "../../src/perception/voice/ports.ts";
import { silentLogger } from "../../src/runtime/logger.ts";
import { FramePicker } from "../../src/sensors/frame-picker.ts";
import { check } from "./checked-house.ts";
import { BOOT, RUN } from "./guard-world.ts";
import { ManualClock } from "./manual-clock.ts";
import { MemoryJournal } from "./memory-journal.ts";
import { Soundtrack } from "./soundtrack.ts";

const CAMERA = "front_door";
const MICROPHONE = "hall";

const CONFIG = `node: test
mqtt: embedded
cameras: { ${CAMERA}: { source: "rtsp://camera/1" } }
microphones: { ${MICROPHONE}: { source: "alsa:default", near: [${CAMERA}] } }
voice: { reply: { speaker: "alsa:default" } }
devices:
  front_lock:
    type: lock
    state: { topic: lock/state }
    command: { topic: lock/set }
    relock_after: 10s
    guard: { unlock: [{ by: face, group: family, live: true, challenge: say-code }] }
modes: { home: {} }
`;
const RULES = `rules:
  - id: open-for-family
    triggers: [{ trigger: face, group: family }]
    actions: [{ action: device, unlock: front_lock }]
`;

/** Pictures a second that the camera gives, and that are analysed while nobody is asked anything. */
const CAMERA_FPS = 30;
const IDLE_FPS = 10;
const CHUNK = 1_280;
const CHUNK_MS = 80;
/** How loud the microphone hears Gatehouse's own voice. */
const OWN_VOICE = 0.25;
/** No visit takes longer. */
const LONGEST_MS = 90_000;

/** Who or what stands before the camera. */
export interface Visitor {
  /** What the models see at a moment, ms since boot. */
  looks(t: number): Promise<readonly FaceLook[]>;
  readonly size: { readonly width: number; readonly height: number };
  /** Gatehouse asks to say `code`, and will have done so at `overT`; sounds may be put into the room from now on. */
  asked(code: string, overT: number, room: Soundtrack): Promise<void>;
}

export interface SayCodeHouseOptions {
  readonly gallery: Gallery;
  readonly activity: VoiceActivity;
  readonly recogniser: CommandRecogniser;
  /** The sound of what Gatehouse says. */
  readonly synthesise: (text: string) => Promise<Int16Array>;
  /** From it the codes are drawn. */
  readonly random: () => number;
}

/** What became of a visit. */
export interface Visit {
  /** How the request to open ended; null if nobody asked for it, or nobody answered. */
  readonly decision: Decision | null;
  readonly events: readonly GatehouseEvent[];
  /** Pictures that were analysed. */
  readonly looked: number;
}

/**
 * A house whose lock wants a face and a spoken code: vision, hearing, rules, kernel, guard and its challenges, wired as the
 * daemon wires them. Time is a test's, and what camera and microphone are given; the loudspeaker tells how long it speaks.
 */
export async function visit(visitor: Visitor, options: SayCodeHouseOptions): Promise<Visit> {
  const clock = new ManualClock();
  const parts = { clock, scheduler: clock, random: options.random, logger: silentLogger };
  const room = new Soundtrack();
  const picker = new FramePicker(IDLE_FPS);
  const journal = new MemoryJournal({ clock, boot: BOOT, run: RUN });
  const configuration = await house();
  const { config, program } = configuration;
  const ended: Decision[] = [];

  const speaker = new TimedSpeaker(clock, async (text) => {
    const sound = await options.synthesise(text);
    const { t } = clock.now();
    room.add(sound, t, OWN_VOICE);
    const lengthMs = sound.length / 16;
    const code = /Please say: (.*)\.$/.exec(text)?.[1];
    if (code !== undefined) await visitor.asked(code, t + lengthMs, room);
    return lengthMs;
  });
  const voice = new HouseVoice({
    ...parts,
    deafUntil: (t) => hearing.deafUntil(t),
    makeSpeaker: () => speaker,
  });
  await voice.apply(configuration);
  const gatekeeper: Gatekeeper = new Gatekeeper({
    ...{ run: RUN, boot: BOOT, clock, random: options.random },
    policies: guardPolicies(config),
    tools: { drawCode, isCodeSpoken, mouthFollowsSound },
    perform: (order) => {
      if (order.kind === "tell") kernel.emit(order.draft);
      else if (order.kind !== "judge") challenges.perform(order);
      else if (order.denial === null) judge(order.request);
      else ended.push(order.denial);
    },
  });
  const judge = (request: Request): void => {
    const judgement = gatekeeper.authorise(request);
    if (judgement.outcome !== "challenged") ended.push(judgement);
  };
  const challenges = new ChallengeWork({
    ...parts,
    gatekeeper,
    speaker: voice,
    toCamera: (_, message) => {
      if (message.type === "attend") picker.attend(message.fps, message.untilT);
    },
    toMicrophone: (_, message) => ask(hearing, message),
  });
  const rules = await RulesHost.open(
    { ...parts, store: journal, emit: (draft) => kernel.emit(draft) },
    program,
    { mode: "home", boot: BOOT, run: RUN },
  );
  const kernel: Kernel = new Kernel({
    journal,
    logger: silentLogger,
    observers: [],
    decider: {
      onEvent: (event) => {
        gatekeeper.observe({ kind: "event", event });
        return rules.onEvent(event);
      },
      onSighting: (sighting) => gatekeeper.observe({ kind: "sighting", sighting, t: clock.now().t }),
      onRequest: judge,
    },
  });
  const hearing = new Hearing({
    microphone: MICROPHONE,
    activity: options.activity,
    recogniser: options.recogniser,
    clock,
    report: () => undefined,
    answered: (answer) => gatekeeper.observe({ kind: "answer", answer }),
    failed: (why) => {
      throw new Error(why);
    },
  });
  const { recognize, margin, live } = config.vision;
  const thresholds = { recognize, margin, live };
  const vision = createVision({ camera: CAMERA, zones: {}, thresholds, gallery: options.gallery });

  gatekeeper.observe({ kind: "broker", connectedSinceT: clock.now().t - 60_000 });
  options.activity.reset();
  const beganT = clock.now().t;
  let looked = 0;
  let pictureT = beganT;
  let chunkT = beganT;
  while (ended.length === 0 && clock.now().t - beganT < LONGEST_MS) {
    const { t: nowT } = clock.now();
    // A chunk is there when its last sample is.
    await clock.advanceSettled(Math.max(0, Math.min(pictureT, chunkT + CHUNK_MS) - nowT));
    await speaker.prepared();
    const { at, t } = clock.now();
    if (t >= chunkT + CHUNK_MS) {
      await hearing.accept({ samples: room.take(chunkT, CHUNK), at: at - CHUNK_MS, t: chunkT });
      await hearing.settled();
      chunkT += CHUNK_MS;
    }
    if (t >= pictureT) {
      if (picker.take(t)) {
        const looks = await visitor.looks(t);
        const step = vision.analyse(looks, {
          ...visitor.size,
          at,
          t,
          lagMs: 0,
          frozen: false,
          covered: false,
          leapt: false,
        });
        kernel.sighting(step.sighting);
        kernel.emit(...step.observations.map((observation) => visionEvent(observation, [])));
        looked += 1;
      }
      pictureT += 1000 / CAMERA_FPS;
    }
    await kernel.probe();
  }
  rules.stop();
  return { decision: ended[0] ?? null, events: journal.all, looked };
}

/** A loudspeaker that speaks as long as its sound is. */
class TimedSpeaker implements Speaker {
  readonly #clock: ManualClock;
  readonly #begin: (text: string) => Promise<number>;
  #preparing: Promise<unknown> = Promise.resolve();

  /** @param begin makes the sound ready; resolves with its length in ms */
  constructor(clock: ManualClock, begin: (text: string) => Promise<number>) {
    this.#clock = clock;
    this.#begin = begin;
  }

  async speak(text: string): Promise<{ readonly durationMs: number }> {
    const begun = this.#begin(text);
    this.#preparing = begun;
    const durationMs = await begun;
    await new Promise<void>((resolve) => this.#clock.after(durationMs, resolve));
    return { durationMs };
  }

  cue(): Promise<void> {
    return Promise.resolve();
  }

  /** Resolves when no sound is being made: no time passes meanwhile. */
  async prepared(): Promise<void> {
    await this.#preparing;
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }
}

async function house(): Promise<CheckedConfiguration> {
  const result = await check({ config: CONFIG, rules: RULES });
  if (result.ok) return result;
  throw new Error(result.problems.map(({ message }) => message).join("\n"));
}

/** As a microphone's process does. */
function ask(hearing: Hearing, message: ToMicrophone): void {
  if (message.type !== "question") return;
  const { question, phrases, fromT, untilT } = message;
  const dictionary = pronounced(phrases);
  hearing.ask(phrases.length === 0 ? null : { question, phrases, dictionary, fromT, untilT });
}
