import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { narrate } from "../../../src/app/demo/narration.ts";
import { textScreen } from "../../../src/app/demo/screen.ts";
import { WHOLE_STORY } from "../../fakes/demo-events.ts";

function collect(): { out: Writable; text: () => string } {
  let text = "";
  const out = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      text += chunk.toString("utf8");
      done();
    },
  });
  return { out, text: () => text };
}

test("the whole story is narrated in words and times", () => {
  const { out, text } = collect();
  const screen = textScreen(out, false);
  const startedAt = 1_700_000_000_000;
  for (const event of WHOLE_STORY) {
    const line = narrate(event);
    if (line !== null) screen.news((event.at - startedAt) / 1000, line);
  }
  expect(text()).toMatchInlineSnapshot(`
    "   8.0 s  microphone  understood "turn on sentry mode" (likelihood ratio -1.2, confidence 93 %)
       8.1 s  house       mode home -> sentry
      17.0 s  camera      this is anna (family): similarity 0.67, 3 frames agree, liveness 0.98
      17.1 s  guard       unlock allowed. anna (family) is at the door.
      17.2 s  guard       sent {"state":"UNLOCK"} to demo/front_door_lock/set (the broker answered after 2 ms)
      17.5 s  door        UNLOCKING -> UNLOCKED
      23.5 s  door        LOCKING -> LOCKED
      39.0 s  camera      this is a stranger: similarity to the nearest person -0.18, 5 frames agree
      39.1 s  recorder    records, beginning with the seconds before
      54.0 s  recorder    has 20.4 s of video, 5.8 s of them from before the stranger was noticed
    "
  `);
});

test("colour is only for terminals", () => {
  const line = { who: "house", text: "mode home -> sentry", tone: "good" } as const;
  const [plain, terminal] = [collect(), collect()];
  textScreen(plain.out, false).news(1, line);
  textScreen(terminal.out, true).news(1, line);
  expect(plain.text()).not.toContain("\u001b");
  expect(terminal.text()).toContain("\u001b[32mmode home -> sentry\u001b[0m");
});

test("a progress bar is one line outside a terminal", () => {
  const { out, text } = collect();
  const screen = textScreen(out, false);
  for (const share of [0, 0.3, 0.7, 1]) screen.progress("composing", share);
  expect(text()).toBe("composing ...\n");
});
