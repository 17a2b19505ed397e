import { expect, it } from "vitest";
import type { Side } from "../../../../src/guard/challenge/challenge.ts";
import { ChallengingDoor, drawing } from "../../../fakes/challenging-door.ts";

const SIDES: readonly Side[] = ["left", "right"];
const pairs = SIDES.flatMap((one) => SIDES.map((two): readonly Side[] => [one, two]));
const all = [...pairs, ...pairs.flatMap((pair) => SIDES.map((side): readonly Side[] => [...pair, side]))];

/** What a door that asks for some turns answers to somebody who makes others. */
function answerTo(acted: readonly Side[], asked: readonly Side[]): string {
  const door = new ChallengingDoor("turn-head", { random: drawing(asked) });
  door.begin();
  door.hold(0, 10);
  for (const side of acted) {
    door.prompted();
    // The picture is not mirrored: what is its right is the person's left.
    door.hold(side === "left" ? 0.5 : -0.5, 3);
    door.hold(0, 3);
    if (door.running.attempt > 1) return "another attempt";
  }
  return door.journalled();
}

it.each(all.map((asked) => [asked.join(", "), asked] as const))(
  "opens for %s in just that order",
  (_, asked) => {
    for (const acted of all.filter(({ length }) => length === asked.length)) {
      const isRight = acted.join() === asked.join();
      expect([acted, answerTo(acted, asked)]).toEqual([acted, isRight ? "allowed" : "another attempt"]);
    }
  },
);
