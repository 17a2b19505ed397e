import { expect, it } from "vitest";
import { keepEventsMs } from "../../../../../src/app/brain/what-goes.ts";

const limits = { keepMs: 14, keepStrangersMs: 28, keepFacesMs: 7, maxBytes: 1 };

it("keeps events at least as long as any clip: it is they that say whom it shows", () => {
  expect(keepEventsMs(limits, 0)).toBe(28);
  expect(keepEventsMs({ ...limits, keepMs: 40 }, 0)).toBe(40);
});

it("keeps them longer where that is wished", () => {
  expect(keepEventsMs(limits, 365)).toBe(365);
});
