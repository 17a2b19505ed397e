import { expect, test } from "vitest";
import { continuousText, type ShownSegment } from "../../../../src/surfaces/cli/continuous-text.ts";
import { timeText } from "../../../../src/surfaces/cli/time-text.ts";

const AT = Date.UTC(2026, 10, 23, 7, 58);
const text = timeText("Europe/Berlin");

/** A segment of a minute that begins so many minutes after 08:58 in Berlin. */
const segment = (minutes: number, more: Partial<ShownSegment> = {}): ShownSegment => ({
  camera: "porch",
  startAt: AT + minutes * 60_000,
  seconds: 60,
  bytes: 20e6,
  mark: { motion: [], person: false },
  ...more,
});

test("tells of each day and hour, what moved from one segment to the next, what is missing, and who was there", () => {
  const shown = continuousText(
    [
      segment(0),
      segment(1, { mark: { motion: [[50, 60]], person: false } }),
      segment(2, {
        mark: {
          motion: [
            [0, 5],
            [30, 31.5],
          ],
          person: true,
        },
      }),
      segment(3, { mark: null }),
      segment(7, { mark: null, isOpen: true }),
      segment(0, { camera: "yard" }),
    ],
    text,
  );
  expect(shown.split("\n").map((line) => line.trim().replace(/ +/gu, " "))).toEqual([
    "porch 2026-11-23 5 min 100 MB",
    "08:00 2 min 40 MB motion 08:59:50 for 10 s",
    "09:00 3 min 60 MB motion 09:00:00 for 5 s, 09:00:30 for 1.5 s; somebody in 1 of 3; not looked at in 1 of 3",
    "nothing from 09:02:00 for 3 min",
    "yard 2026-11-23 1 min 20 MB",
    "08:00 1 min 20 MB nothing moved",
    "",
  ]);
});

test("of a restless hour the first times are told, and how many more there are", () => {
  const motion = Array.from({ length: 7 }, (_, i) => [i * 8, i * 8 + 1] as const);
  expect(continuousText([segment(0, { mark: { motion, person: false } })], text)).toContain(
    "08:58:24 for 1 s, 3 more\n",
  );
});
