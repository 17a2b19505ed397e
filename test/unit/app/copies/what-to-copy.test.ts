import { expect, it } from "vitest";
import { clipsToCopy, type CopiedClip } from "../../../../src/app/copies/what-to-copy.ts";

const clip = (startAt: number, shows: CopiedClip["shows"]): CopiedClip => ({
  ...{ clip: String(startAt), bytes: 1, sha256: null, startAt, shows },
});
const clips = [clip(1, "stranger"), clip(4, "known"), clip(3, "stranger"), clip(2, null)];
const order = (what: "clips" | "strangers"): string[] => clipsToCopy(clips, what).map((one) => one.clip);

it("copies the newest clip of a stranger first, then the newest", () => {
  expect(order("clips")).toEqual(["3", "1", "4", "2"]);
});

it("copies strangers alone where that is wanted", () => {
  expect(order("strangers")).toEqual(["3", "1"]);
});
