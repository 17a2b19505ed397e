import { sensorEvent } from "../fakes/guard-world.ts";
import { canonical } from "./canonical.ts";
import { AT, EvidenceWorld, START_T } from "./evidence-world.ts";
import type { Machine } from "./explorer.ts";

const LOOKS = [
  "Ana looks at the camera and is recognised",
  "there is a look at Ana that is not sure",
  "a look at Ana's face is like a stranger's",
  "Ben looks at the camera and is recognised",
  "a picture in which nothing has changed",
  "the picture before comes again",
  "what was said of Ana's face comes again, late",
  "the picture is frozen",
  "the picture is of a covered camera",
  "the picture is one whose clock has leapt",
  "the picture comes 1.5 s late",
] as const;
const COMINGS = [
  "Ana goes out of view",
  "Ben goes out of view",
  "a stranger comes into the zone",
  "the stranger goes",
  "the tracker takes Ana for Ben and Ben for Ana",
  "nobody is in view for 61 s",
] as const;
const TROUBLES = [
  "the camera is lost",
  "the camera is back, and counts its tracks from 1 again",
  "the broker is lost",
  "the broker is back",
  "Gatehouse is killed and started again",
  "the wall clock jumps an hour ahead",
  "the wall clock jumps an hour back",
] as const;
const WAITS = ["0.3 s pass", "2.5 s pass"] as const;
const ASKING = "a rule asks for the door to be unlocked";

export type EvidenceMove =
  | (typeof LOOKS)[number]
  | (typeof COMINGS)[number]
  | (typeof TROUBLES)[number]
  | (typeof WAITS)[number]
  | typeof ASKING;
/** In this order they are tried. */
const MOVES: readonly EvidenceMove[] = [ASKING, ...LOOKS, ...COMINGS, ...TROUBLES, ...WAITS];

type Effect = (world: EvidenceWorld) => void;

function wait(ms: number): Effect {
  return (world) => {
    world.t += ms;
    world.at += ms;
  };
}

const EFFECTS: Readonly<Record<EvidenceMove, Effect>> = {
  [ASKING]: (world) => world.ask(),
  "Ana looks at the camera and is recognised": (world) => world.look("Ana"),
  "there is a look at Ana that is not sure": (world) => {
    const track = world.trackFor("Ana");
    const steadySinceT = world.claims.get(track)?.steadySinceT ?? null;
    world.claim(track, { identity: "undecided", person: null, lastLookT: world.t, steadySinceT });
    world.know("Ana", { lookT: null });
    world.picture();
  },
  "a look at Ana's face is like a stranger's": (world) => {
    const track = world.trackFor("Ana");
    world.claim(track, { identity: "unknown", person: null, lastLookT: world.t, steadySinceT: null });
    world.know("Ana", { lookT: null, namedT: null });
    world.picture();
  },
  "Ben looks at the camera and is recognised": (world) => world.look("Ben"),
  "a picture in which nothing has changed": (world) => world.picture(),
  "the picture before comes again": (world) => {
    if (world.last !== null) world.show(world.last);
  },
  "what was said of Ana's face comes again, late": (world) => {
    if (world.said !== null) world.event(world.said);
  },
  "the picture is frozen": (world) => world.picture({ frozen: true }),
  "the picture is of a covered camera": (world) => world.picture({ covered: true }),
  "the picture is one whose clock has leapt": (world) => world.picture({ leapt: true }),
  "the picture comes 1.5 s late": (world) => world.picture({ lagMs: 1_500 }),
  "Ana goes out of view": (world) => {
    world.know("Ana", { track: null });
    world.picture();
  },
  "Ben goes out of view": (world) => {
    world.know("Ben", { track: null });
    world.picture();
  },
  "a stranger comes into the zone": (world) => {
    world.strangerTrack = world.nextTrack++;
    world.claim(world.strangerTrack, {
      identity: "undecided",
      person: null,
      lastLookT: null,
      steadySinceT: null,
    });
    world.picture();
  },
  "the stranger goes": (world) => {
    world.strangerTrack = null;
    world.picture();
  },
  "the tracker takes Ana for Ben and Ben for Ana": (world) => {
    const { Ana, Ben } = world.people;
    world.know("Ana", { track: Ben.track });
    world.know("Ben", { track: Ana.track });
  },
  "nobody is in view for 61 s": (world) => world.leaveAlone(),
  "the camera is lost": (world) => {
    world.cameraUp = false;
    for (const person of ["Ana", "Ben"] as const) world.know(person, { namedT: null, lookT: null });
    world.event(sensorEvent("sensor.lost", "camera:front_door", world.t));
  },
  "the camera is back, and counts its tracks from 1 again": (world) => {
    world.startCamera();
    world.event(sensorEvent("sensor.recovered", "camera:front_door", world.t));
  },
  "the broker is lost": (world) => {
    world.brokerSinceT = null;
    world.learn({ kind: "broker", connectedSinceT: null });
  },
  "the broker is back": (world) => {
    world.brokerSinceT = world.t;
    world.learn({ kind: "broker", connectedSinceT: world.t });
  },
  "Gatehouse is killed and started again": (world) => world.restart(),
  "the wall clock jumps an hour ahead": (world) => {
    world.at += 3_600_000;
  },
  "the wall clock jumps an hour back": (world) => {
    world.at -= 3_600_000;
  },
  "0.3 s pass": wait(300),
  "2.5 s pass": wait(2_500),
};

/** Whether a move makes sense: the others would change nothing. */
function isPossible(world: EvidenceWorld, move: EvidenceMove): boolean {
  const { people, cameraUp, strangerTrack, brokerSinceT } = world;
  switch (move) {
    case "the picture before comes again":
      return world.last !== null && cameraUp;
    case "what was said of Ana's face comes again, late":
      return world.said?.person === "Ana";
    case "Ana goes out of view":
      return people.Ana.track !== null;
    case "Ben goes out of view":
      return people.Ben.track !== null;
    case "a stranger comes into the zone":
      return strangerTrack === null;
    case "the stranger goes":
      return strangerTrack !== null;
    case "the tracker takes Ana for Ben and Ben for Ana":
      return people.Ana.track !== null && people.Ben.track !== null;
    case "nobody is in view for 61 s":
    case "the camera is lost":
      return cameraUp;
    case "the camera is back, and counts its tracks from 1 again":
      return !cameraUp;
    case "the broker is lost":
      return brokerSinceT !== null;
    case "the broker is back":
      return brokerSinceT === null;
    case "the wall clock jumps an hour ahead":
      return world.at - world.t <= AT - START_T;
    case "the wall clock jumps an hour back":
      return world.at - world.t >= AT - START_T;
    default:
      return true;
  }
}

/** Where it begins: with nobody there, with somebody for whom the door has opened, and with what may follow from that. */
const GREETED: readonly EvidenceMove[] = ["the broker is back", "2.5 s pass"];
const ANA_OPENS: readonly EvidenceMove[] = [...GREETED, "Ana looks at the camera and is recognised", ASKING];
export const EVIDENCE_STORIES: readonly (readonly EvidenceMove[])[] = [
  GREETED,
  ANA_OPENS,
  [...ANA_OPENS, "Ben looks at the camera and is recognised", ASKING],
  [...ANA_OPENS, "the camera is lost", "the camera is back, and counts its tracks from 1 again"],
  [...ANA_OPENS, "Gatehouse is killed and started again", "the broker is back", "2.5 s pass"],
  [...ANA_OPENS, "nobody is in view for 61 s"],
];

/** The guard's judgement, all alone. `opened` counts how often it said yes. */
export function evidenceMachine(opened: { count: number }): Machine<EvidenceWorld, EvidenceMove> {
  const play = (world: EvidenceWorld, move: EvidenceMove): void => {
    const before = world.openings;
    EFFECTS[move](world);
    opened.count += world.openings - before;
  };
  return {
    begin: () => new EvidenceWorld(),
    copy: (world) => world.copy(),
    moves: (world) => MOVES.filter((move) => isPossible(world, move)),
    play,
    fingerprint: ({ openings: _, faults: __, run, at, t, ...world }) =>
      canonical({ run: `run-${run}`, ahead: at - t, ...world }, { at, t }),
    faults: ({ faults }) => faults,
  };
}
