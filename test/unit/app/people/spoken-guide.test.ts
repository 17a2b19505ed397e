import { beforeEach, expect, test } from "vitest";
import { SpokenGuide } from "../../../../src/app/people/spoken-guide.ts";
import type { Advice } from "../../../../src/perception/vision/guided-capture.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";

const more: Advice = { kind: "turn", pose: "left", how: "more" };
const keep: Advice = { kind: "keep", pose: "left", good: 1, needed: 8 };

let clock: ManualClock;
let said: string[];
let failures: string[];
let failing: boolean;
/** Ends what is being said. */
let endSentence: () => void;
let guide: SpokenGuide;

beforeEach(() => {
  clock = new ManualClock();
  said = [];
  failures = [];
  failing = false;
  const speaker = {
    speak: (text: string) => {
      said.push(text);
      if (failing) return Promise.reject(new Error("no loudspeaker"));
      return new Promise<{ durationMs: number }>((resolve) => {
        endSentence = () => resolve({ durationMs: 1000 });
      });
    },
  };
  guide = new SpokenGuide({ speaker, clock, failed: (error) => failures.push(String(error)) });
});

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("while a sentence is being said only the latest advice waits", async () => {
  guide.advise({ kind: "nobody" });
  guide.advise({ kind: "hold-still" });
  guide.advise(more);
  endSentence();
  await settled();
  expect(said).toEqual(["Nobody is seen: stand before the camera.", "Turn your head a little to your left."]);
});

test("nothing waits any more once the person does it right", async () => {
  guide.advise({ kind: "nobody" });
  guide.advise(more);
  guide.advise(keep);
  endSentence();
  await settled();
  expect(said).toHaveLength(1);
});

test("the same sentence is said again only after a while", async () => {
  for (const pause of [0, 5_999, 1]) {
    clock.advance(pause);
    guide.advise(more);
    endSentence();
    await settled();
  }
  expect(said).toHaveLength(2);
});

test("the last word is said before it is finished", async () => {
  guide.advise(more);
  endSentence();
  guide.advise({ kind: "done" });
  const finished = guide.finished();
  await settled();
  endSentence();
  await finished;
  expect(said.at(-1)).toBe("Thank you, that is all.");
});

test("a loudspeaker that fails is reported once, and the capture goes on without a voice", async () => {
  failing = true;
  guide.advise(more);
  await settled();
  guide.advise({ kind: "hold-still" });
  await guide.finished();
  expect(failures).toEqual(["Error: no loudspeaker"]);
  expect(said).toHaveLength(1);
});
