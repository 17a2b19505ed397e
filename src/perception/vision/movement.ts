import type { Body } from "./bodies.ts";
import { courseAfter, directionOf, type Course } from "./course.ts";
import type { PixelBox } from "./pixel-box.ts";
import type { Direction } from "./observation.ts";

/** The faces and bodies of one frame, and whose they are. */
export interface Moving {
  /** Boxes of the faces that were found in this frame, by the number of their track. */
  readonly faces: ReadonlyMap<number, PixelBox>;
  readonly bodies: readonly Body[];
  /** People by the number of their face, or of their body; both also name who was not found in this frame. */
  readonly personOfFace: ReadonlyMap<number, number>;
  readonly personOfBody: ReadonlyMap<number, number>;
}

interface FrameFacts {
  readonly width: number;
  readonly height: number;
  readonly t: number;
}

/** Follows whether people come nearer or go away, by their faces and their bodies. No clock, no I/O. */
export class Movement {
  #faces: ReadonlyMap<number, Course> = new Map();
  #bodies: ReadonlyMap<number, Course> = new Map();

  /** The people who come nearer or go away at this frame; nobody whose face and body say different things. */
  step(seen: Moving, frame: FrameFacts): ReadonlyMap<number, Direction> {
    const bodies = new Map(seen.bodies.flatMap(({ id, box, found }) => (found ? [[id, box]] : [])));
    this.#faces = coursesAfter(this.#faces, { found: seen.faces, alive: seen.personOfFace }, frame);
    this.#bodies = coursesAfter(this.#bodies, { found: bodies, alive: seen.personOfBody }, frame);
    const verdicts = [
      ...verdictsOf(this.#faces, seen.personOfFace, frame.t),
      ...verdictsOf(this.#bodies, seen.personOfBody, frame.t),
    ];
    return new Map(
      verdicts.filter(([person, direction]) =>
        verdicts.every(([other, otherwise]) => other !== person || otherwise === direction),
      ),
    );
  }
}

type Boxes = ReadonlyMap<number, PixelBox>;

function coursesAfter(
  courses: ReadonlyMap<number, Course>,
  { found, alive }: { found: Boxes; alive: ReadonlyMap<number, unknown> },
  frame: FrameFacts,
): Map<number, Course> {
  const next = new Map([...courses].filter(([id]) => alive.has(id)));
  for (const [id, box] of found) {
    const course = courseAfter(next.get(id) ?? null, box, frame);
    if (course !== null) next.set(id, course);
  }
  return next;
}

/** What is seen right now; a course whose box is cut or was not found has nothing to say. */
function verdictsOf(
  courses: ReadonlyMap<number, Course>,
  personOf: ReadonlyMap<number, number>,
  t: number,
): [person: number, direction: Direction][] {
  const verdicts: [number, Direction][] = [];
  for (const [id, course] of courses) {
    const person = personOf.get(id);
    const direction = course.at(-1)?.t === t ? directionOf(course) : null;
    if (person !== undefined && direction !== null) verdicts.push([person, direction]);
  }
  return verdicts;
}
