import { expect, it } from "vitest";
import { initialMode } from "../../../../src/app/brain/initial-mode.ts";

const guard = [{ by: "voice" as const, microphones: [], within: 5_000 }];
const modes = { home: {}, night: {}, sentry: { leave: { guard } }, away: { leave: { guard } } };

it("begins in the first mode of the configuration when there was none before", () => {
  expect(initialMode(modes, { last: null, damaged: false })).toEqual({ mode: "home", news: null });
});

it("goes on in the mode of before", () => {
  expect(initialMode(modes, { last: "night", damaged: false })).toEqual({ mode: "night", news: null });
});

it("is in a mode that takes evidence to leave when nobody knows which it was", () => {
  const found = initialMode(modes, { last: null, damaged: true });
  expect(found).toMatchObject({ mode: "sentry", news: { from: "home", why: expect.any(String) as string } });
});

it("is in a mode that takes evidence to leave when the mode of before is not configured any more", () => {
  expect(initialMode(modes, { last: "vacation", damaged: false })).toMatchObject({
    mode: "sentry",
    news: { from: "vacation" },
  });
});

it("begins in the first mode where none takes evidence to leave", () => {
  const free = { home: {}, night: {} };
  expect(initialMode(free, { last: null, damaged: true })).toEqual({ mode: "home", news: null });
  expect(initialMode(free, { last: "vacation", damaged: false })).toMatchObject({
    mode: "home",
    news: { from: "vacation" },
  });
});

it("believes what is left of a damaged journal only where that takes evidence to leave", () => {
  expect(initialMode(modes, { last: "away", damaged: true })).toEqual({ mode: "away", news: null });
  expect(initialMode(modes, { last: "home", damaged: true })).toMatchObject({
    mode: "sentry",
    news: { from: "home", why: expect.stringContaining("damaged") as string },
  });
  const free = { home: {}, night: {} };
  expect(initialMode(free, { last: "night", damaged: true })).toEqual({ mode: "night", news: null });
});
