import {
  covers,
  distanceToHead,
  followBodies,
  holdsFace,
  isFresh,
  isSure,
  noBodies,
  type Body,
} from "./bodies.ts";
import type { Detection } from "./detection.ts";
import type { PixelBox } from "./pixel-box.ts";
import { toFractions } from "./geometry.ts";
import { Movement } from "./movement.ts";
import type { Box, Direction, Sighting, TrackSighting, VisionObservation } from "./observation.ts";
import type { Shown } from "./shown.ts";
import { zonesOf, type Zones } from "./zones.ts";

/** Tracks that fit into one sighting. */
const MOST_TRACKS = 64;

/** What was found of faces in one frame. */
export interface FacesStep {
  readonly observations: readonly VisionObservation[];
  readonly sighting: Sighting;
  /** The box of each face that was found in this frame, in pixels, by the number of its track. */
  readonly found: ReadonlyMap<number, PixelBox>;
  /** Numbers of the faces that are still followed. */
  readonly alive: ReadonlySet<number>;
}

interface FrameFacts {
  readonly width: number;
  readonly height: number;
  readonly at: number;
  readonly t: number;
}

/** Somebody who is or was in view, by whatever was seen of them. */
interface Person {
  readonly firstT: number;
  lastT: number;
  box: Box;
  zones: string[];
  appeared: boolean;
  /** Which way they were said to walk last. */
  direction: Direction | null;
}

/**
 * Joins faces and bodies to people: one number for each person, whichever of the two is seen. Where it is not sure that a
 * face and a body belong together they are two people, so that nobody hides behind somebody else. No clock, no I/O.
 */
export class People {
  readonly #camera: string;
  readonly #zones: Zones;
  #bodies = noBodies;
  readonly #personOfFace = new Map<number, number>();
  readonly #personOfBody = new Map<number, number>();
  /** Faces that are surely there, by the number of their track, and how surely. */
  readonly #sureFaces = new Map<number, number>();
  readonly #people = new Map<number, Person>();
  readonly #movement = new Movement();
  #nextPerson = 1;

  constructor({ camera, zones }: { camera: string; zones: Zones }) {
    this.#camera = camera;
    this.#zones = zones;
  }

  /**
   * @param faces what was found of faces; its tracks are numbered anew
   * @param found the people of the frame; null if it was not searched for them
   */
  step(
    faces: FacesStep,
    found: readonly Detection[] | null,
    frame: FrameFacts,
  ): { observations: VisionObservation[]; sighting: Sighting; shown: Shown[] } {
    const { state, bodies } = followBodies(this.#bodies, found, frame.t);
    this.#bodies = state;
    this.#forget(faces.alive, new Set(bodies.map(({ id }) => id)));
    this.#join(faces, bodies, frame.t);
    const standing = new Map(
      bodies.filter((body) => isFresh(body, frame.t)).map((body) => [this.#personOfBody.get(body.id), body]),
    );
    const zonesNow = (person: number, otherwise: string[]): string[] => {
      const body = standing.get(person);
      return body === undefined ? otherwise : zonesOf(toFractions(body.box, frame), this.#zones);
    };
    const tracks = faces.sighting.tracks.flatMap((seen): TrackSighting[] => {
      const person = this.#personOfFace.get(seen.track);
      if (person === undefined) return [];
      const now = { ...seen, track: person, zones: zonesNow(person, seen.zones) };
      if (faces.found.has(seen.track)) this.#seen(person, now, frame.t);
      return [now];
    });
    const observations = [
      ...this.#facesAppear(faces, bodies, frame),
      ...this.#facesSay(faces.observations, zonesNow),
    ];
    for (const body of bodies) {
      const person = this.#personOfBody.get(body.id);
      if (person === undefined) continue;
      const box = toFractions(body.box, frame);
      const position = { box, zones: zonesOf(box, this.#zones) };
      const hasFace = tracks.some(({ track }) => track === person);
      if (!hasFace) this.#seen(person, position, body.lastT);
      if (body.believed)
        observations.push(...this.#appear(person, { ...position, confidence: body.score }, frame));
      const listed = body.believed || isSure(body);
      if (!hasFace && listed && tracks.length < MOST_TRACKS) tracks.push(faceless(person, position));
    }
    return {
      observations: [...this.#departures(frame), ...observations, ...this.#moves(faces.found, bodies, frame)],
      sighting: { ...faces.sighting, tracks },
      shown: this.#shown({ tracks, found: faces.found }, bodies, frame),
    };
  }

  /** Everybody whom this frame shows, whether they are counted or not. */
  #shown(
    faces: { tracks: readonly TrackSighting[]; found: FacesStep["found"] },
    bodies: readonly Body[],
    frame: FrameFacts,
  ): Shown[] {
    const bodyOf = new Map(
      bodies.flatMap((body) =>
        isFresh(body, frame.t) ? [[this.#personOfBody.get(body.id), toFractions(body.box, frame)]] : [],
      ),
    );
    const inView = new Set([...faces.found.keys()].map((face) => this.#personOfFace.get(face)));
    const counted = faces.tracks.map(({ track, identity, person, group, box, faceWidthPx }) => ({
      ...{ track, counted: true, identity, person, group, body: bodyOf.get(track) ?? null },
      // Whoever is seen as a body only has no face whose width is known.
      ...{ face: faceWidthPx > 0 ? box : null, faceFound: inView.has(track) },
    }));
    const listed = new Set(counted.map(({ track }) => track));
    const rest = [...bodyOf].flatMap(([track, body]) =>
      track === undefined || listed.has(track) ? [] : [{ ...uncounted, track, body }],
    );
    return [...counted, ...rest];
  }

  #forget(faces: ReadonlySet<number>, bodies: ReadonlySet<number>): void {
    for (const face of this.#personOfFace.keys()) if (!faces.has(face)) this.#personOfFace.delete(face);
    for (const face of this.#sureFaces.keys()) if (!faces.has(face)) this.#sureFaces.delete(face);
    for (const body of this.#personOfBody.keys()) if (!bodies.has(body)) this.#personOfBody.delete(body);
  }

  #join(faces: FacesStep, bodies: readonly Body[], t: number): void {
    this.#part(faces.found, bodies);
    for (const [face, body] of pairs(faces.found, bodies, t)) this.#pair(face, body, faces.found);
    for (const { track } of faces.sighting.tracks) this.#personOfFace.set(track, this.#faceOwner(track));
    for (const { id } of bodies)
      if (!this.#personOfBody.has(id)) this.#personOfBody.set(id, this.#nextPerson++);
  }

  /** A body whose person's face is seen elsewhere is somebody else's: it may have been taken over in passing. */
  #part(found: FacesStep["found"], bodies: readonly Body[]): void {
    for (const body of bodies.filter((candidate) => candidate.found)) {
      const person = this.#personOfBody.get(body.id);
      for (const [face, box] of found) {
        if (this.#personOfFace.get(face) === person && person !== undefined && !holdsFace(body, box))
          this.#personOfBody.delete(body.id);
      }
    }
  }

  #pair(face: number, body: number, found: FacesStep["found"]): void {
    const [ofFace, ofBody] = [this.#personOfFace.get(face), this.#personOfBody.get(body)];
    const others = [...this.#personOfFace].filter(([other, person]) => other !== face && person === ofBody);
    if (ofBody !== undefined && others.some(([other]) => found.has(other))) return;
    if (ofFace !== undefined && ofFace !== ofBody && has(this.#personOfBody, ofFace)) return;
    const known = [ofFace, ofBody].filter((person) => person !== undefined);
    const said = known.filter((person) => this.#people.get(person)?.appeared === true);
    // Two people who were both there before stay two, however they stand: one may hide the other.
    if (new Set(said).size > 1) return;
    const person = said[0] ?? known[0] ?? this.#nextPerson++;
    for (const [other] of others) this.#personOfFace.delete(other);
    this.#personOfFace.set(face, person);
    this.#personOfBody.set(body, person);
  }

  #faceOwner(face: number): number {
    return this.#personOfFace.get(face) ?? this.#nextPerson++;
  }

  #seen(person: number, { box, zones }: { box: Box; zones: string[] }, t: number): void {
    const known = this.#people.get(person);
    const unsaid = { appeared: false, direction: null };
    if (known === undefined) this.#people.set(person, { firstT: t, lastT: t, box, zones, ...unsaid });
    else Object.assign(known, { lastT: t, box, zones });
  }

  /** A face that was never seen well, in a body but not at its head, is a pattern on it rather than one more person. */
  #facesAppear(faces: FacesStep, bodies: readonly Body[], frame: FrameFacts): VisionObservation[] {
    for (const observation of faces.observations) {
      if (observation.kind === "person-appeared")
        this.#sureFaces.set(observation.track, observation.confidence);
    }
    return faces.sighting.tracks.flatMap((seen) => {
      const [box, person] = [faces.found.get(seen.track), this.#personOfFace.get(seen.track)];
      const confidence = this.#sureFaces.get(seen.track);
      if (box === undefined || person === undefined || confidence === undefined) return [];
      const others = bodies.filter(({ id }) => this.#personOfBody.get(id) !== person);
      if (seen.lastLookT === null && others.some((body) => isFresh(body, frame.t) && covers(body, box)))
        return [];
      const known = this.#people.get(person);
      return known === undefined ? [] : this.#appear(person, { ...known, confidence }, frame);
    });
  }

  /** What was noticed of faces, with the people's numbers. */
  #facesSay(
    observations: readonly VisionObservation[],
    zonesNow: (person: number, otherwise: string[]) => string[],
  ): VisionObservation[] {
    const said: VisionObservation[] = [];
    for (const observation of observations) {
      const person = this.#personOfFace.get(observation.track);
      if (person === undefined || observation.kind === "person-appeared") continue;
      said.push({ ...observation, track: person, zones: zonesNow(person, observation.zones) });
    }
    return said;
  }

  #appear(
    track: number,
    { box, zones, confidence }: { box: Box; zones: string[]; confidence: number },
    { at, t }: { at: number; t: number },
  ): VisionObservation[] {
    const person = this.#people.get(track);
    if (person === undefined || person.appeared) return [];
    person.appeared = true;
    return [{ kind: "person-appeared", camera: this.#camera, track, at, t, box, zones, confidence }];
  }

  /** Who has begun to come nearer or to go away; what was said last holds until the other is seen. */
  #moves(found: FacesStep["found"], bodies: readonly Body[], frame: FrameFacts): VisionObservation[] {
    const { at, t } = frame;
    const owners = { personOfFace: this.#personOfFace, personOfBody: this.#personOfBody };
    const moved: VisionObservation[] = [];
    for (const [track, direction] of this.#movement.step({ faces: found, bodies, ...owners }, frame)) {
      const person = this.#people.get(track);
      if (person?.appeared !== true || person.direction === direction) continue;
      person.direction = direction;
      const { box, zones } = person;
      moved.push({ kind: "person-moved", camera: this.#camera, track, at, t, box, zones, direction });
    }
    return moved;
  }

  /** Whoever neither face nor body is left of is gone. */
  #departures({ at, t }: FrameFacts): VisionObservation[] {
    const left: VisionObservation[] = [];
    for (const [track, { firstT, lastT, box, zones, appeared }] of this.#people) {
      if (has(this.#personOfFace, track) || has(this.#personOfBody, track)) continue;
      this.#people.delete(track);
      const seconds = (lastT - firstT) / 1000;
      if (appeared)
        left.push({ kind: "person-left", camera: this.#camera, track, at, t, box, zones, seconds });
    }
    return left;
  }
}

/** Faces and the bodies whose heads they are, nearest first, each at most once. */
function pairs(
  found: FacesStep["found"],
  bodies: readonly Body[],
  t: number,
): [face: number, body: number][] {
  const candidates: { face: number; body: number; distance: number }[] = [];
  for (const [face, box] of found) {
    for (const body of bodies) {
      if (!isFresh(body, t) || !holdsFace(body, box)) continue;
      candidates.push({ face, body: body.id, distance: distanceToHead(body, box) });
    }
  }
  candidates.sort((a, b) => a.distance - b.distance);
  const chosen: [number, number][] = [];
  for (const { face, body } of candidates) {
    if (chosen.every(([otherFace, otherBody]) => otherFace !== face && otherBody !== body))
      chosen.push([face, body]);
  }
  return chosen;
}

function has(numbers: ReadonlyMap<number, number>, person: number): boolean {
  return [...numbers.values()].includes(person);
}

/** What is known of somebody who is not counted. */
const uncounted = {
  counted: false,
  identity: "undecided",
  person: null,
  group: null,
  face: null,
  faceFound: false,
} as const;

/** Somebody whose face is not seen: nobody knows who it is. */
function faceless(track: number, position: { box: Box; zones: string[] }): TrackSighting {
  return {
    ...{ track, ...position, identity: "undecided", person: null, group: null },
    ...{ similarity: null, margin: null, live: null, frames: 0, faceWidthPx: 0, lastLookT: null },
    ...{ steadySinceT: null, yaw: null, mouthOpening: null },
  };
}
