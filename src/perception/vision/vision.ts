import type { Detection } from "./detection.ts";
import type { FaceLook } from "./face-look.ts";
import type { PixelBox } from "./pixel-box.ts";
import type { Gallery } from "./gallery.ts";
import { toFractions } from "./geometry.ts";
import { addLook, judge, type IdentityThresholds } from "./identity.ts";
import { watchLook } from "./liveness/watch.ts";
import { matchFace } from "./matching.ts";
import { People } from "./people.ts";
import type { Sighting, TrackSighting, VisionObservation } from "./observation.ts";
import { strayFace, type Shown } from "./shown.ts";
import { steadyAfter } from "./steadiness.ts";
import {
  announce,
  forget,
  newcomer,
  trackSighting,
  type Position,
  type TrackedPerson,
} from "./tracked-person.ts";
import { emptyTracker, track, type Track } from "./tracker.ts";
import { zonesOf, type Zones } from "./zones.ts";

/** Without the face for longer than this, whoever comes next may be somebody else. */
const IDENTITY_GAP_MS = 1000;
/** Faces found with less continue tracks that are left over by the others. */
const SURE_FACE = 0.8;

export interface VisionOptions {
  readonly camera: string;
  readonly zones: Zones;
  readonly thresholds: IdentityThresholds;
  readonly gallery: Gallery;
}

/** The frame that was analysed. */
interface AnalysedFrame {
  readonly width: number;
  readonly height: number;
  /** Capture time: wall clock, and ms since boot. */
  readonly at: number;
  readonly t: number;
  /** How far the stream is behind, ms. */
  readonly lagMs: number;
  /** The picture has not changed for over 2 s. */
  readonly frozen: boolean;
  /** The picture shows nothing, suddenly and for over three seconds. */
  readonly covered: boolean;
  /** The stream's time leapt against ours within the last seconds. */
  readonly leapt: boolean;
  /** Width of the camera's full picture in pixels, if the frame is a smaller version of it. */
  readonly fullWidth?: number;
}

export interface VisionStep {
  /** In order. */
  readonly observations: readonly VisionObservation[];
  readonly sighting: Sighting;
  /** Everybody and every face that the frame shows, for pictures of it. */
  readonly shown: readonly Shown[];
}

/** Turns the looks at faces and the people of one camera, frame after frame, into observations and sightings. No clock, no I/O. */
export interface Vision {
  /**
   * `looks` as the analyser gave them for this frame; frames in the order of their capture.
   *
   * @param people the people that were found in the frame; null, or left out, if it was not searched for them
   */
  analyse(looks: readonly FaceLook[], frame: AnalysedFrame, people?: readonly Detection[] | null): VisionStep;
  /** The enrolled people changed: everybody in view is judged anew. */
  setGallery(gallery: Gallery): void;
}

export function createVision(options: VisionOptions): Vision {
  const { camera, zones, thresholds } = options;
  let gallery = options.gallery;
  let tracker = emptyTracker;
  let faces: ReadonlyMap<number, TrackedPerson> = new Map();
  const people = new People({ camera, zones });

  const positionOf = (known: Track, frame: AnalysedFrame): Position => {
    const box = toFractions(known.box, frame);
    return { camera, track: known.id, at: frame.at, t: frame.t, box, zones: zonesOf(box, zones) };
  };

  const withLook = (person: TrackedPerson, look: FaceLook | undefined, t: number): TrackedPerson => {
    if (look === undefined || look.flaws.length > 0 || look.embedding === null) return person;
    const match = matchFace(look.embedding, gallery);
    const matched = { t, match, quality: look.quality };
    const steadiness = steadyAfter(person.steadiness, { look: matched, live: look.live }, thresholds);
    const sum = added(person.sum, look.embedding);
    return { ...person, identity: addLook(person.identity, matched), steadiness, sum, lastLookT: t };
  };

  const withLiveness = (person: TrackedPerson, look: FaceLook | undefined, t: number): TrackedPerson =>
    look === undefined
      ? person
      : { ...person, liveness: watchLook(person.liveness, look, { t, threshold: thresholds.live }) };

  return {
    setGallery: (changed) => {
      gallery = changed;
      // Who is enrolled does not make a picture alive.
      faces = new Map(
        [...faces].map(([id, person]) => [id, { ...forget(person), liveness: person.liveness }]),
      );
    },

    analyse: (looks, frame, bodies = null) => {
      const lastSeen = new Map(tracker.tracks.map((known) => [known.id, known.lastT]));
      const { state, assigned, ambiguous } = track(tracker, looks, { t: frame.t, sureFrom: SURE_FACE });
      tracker = state;
      const found = new Map<number, PixelBox>();
      const observations: VisionObservation[] = [];
      const sighted: TrackSighting[] = [];
      const next = new Map<number, TrackedPerson>();
      for (const known of state.tracks) {
        const look = looks[assigned.indexOf(known.id)];
        if (look !== undefined) found.set(known.id, look.box);
        const gap = frame.t - (lastSeen.get(known.id) ?? frame.t);
        const before = faces.get(known.id) ?? newcomer;
        const doubtful = ambiguous.has(known.id) || gap > IDENTITY_GAP_MS;
        const person = withLiveness(
          withLook(doubtful ? forget(before) : before, look, frame.t),
          look,
          frame.t,
        );
        const verdict = judge(person.identity, person.liveness, thresholds);
        const position = positionOf(known, frame);
        const score = look?.score ?? 0;
        const after = announce(person, verdict, { position, detections: known.detections, score });
        observations.push(...after.observations);
        next.set(known.id, after.person);
        // A face that was found only once and is gone again is not worth a sighting; one that is here always is.
        if (look === undefined && !after.person.appeared) continue;
        const faceWidthPx = (known.box.width / frame.width) * (frame.fullWidth ?? frame.width);
        sighted.push(trackSighting(after.person, verdict, { position, faceWidthPx, look: look ?? null }));
      }
      faces = next;
      const { at, t, lagMs, frozen, covered, leapt } = frame;
      const sighting = { camera, at, t, tracks: sighted, lagMs, frozen, covered, leapt };
      const alive = new Set(state.tracks.map(({ id }) => id));
      const step = people.step({ observations, sighting, found, alive }, bodies, frame);
      const strays = looks.filter((_, i) => (assigned[i] ?? null) === null);
      const shown = [...step.shown, ...strays.map(({ box }) => strayFace(toFractions(box, frame)))];
      return { ...step, shown };
    },
  };
}

function added(sum: Float32Array | null, embedding: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  return sum === null ? embedding : embedding.map((value, i) => value + (sum[i] ?? 0));
}
