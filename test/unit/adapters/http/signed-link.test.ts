import fc from "fast-check";
import { expect, it } from "vitest";
import { openLink, signedLink } from "../../../../src/adapters/http/signed-link.ts";

const KEY = new Uint8Array(32).fill(7);
const BASE = "https://gate.example.net/house";
const PATH = "media/2026-11-29/porch face-1.jpg";
const UNTIL_AT = 1_800_000_000_000;

const target = (url: string): string => url.slice("https://gate.example.net".length);
const link = target(signedLink(PATH, UNTIL_AT, { key: KEY, base: BASE }));

it("opens until its time is over", () => {
  expect(openLink(link, KEY, UNTIL_AT - 1)).toEqual({ path: PATH });
  expect(openLink(link, KEY, UNTIL_AT)).toBe("expired");
});

it("opens whatever a proxy leaves of what comes before it", () => {
  expect(openLink(link.replace("/house", ""), KEY, 0)).toEqual({ path: PATH });
});

it("does not open with another key", () => {
  expect(openLink(link, new Uint8Array(32), 0)).toBe("unknown");
});

it("does not open if one character is changed, left out or put in", () => {
  fc.assert(
    fc.property(
      fc.nat(link.length - 1),
      fc.constantFrom("", "a", "Z", "0", "9", "-", "_", "/", "%", ".", "=", "&", "?", "#"),
      fc.boolean(),
      (at, character, isPutIn) => {
        const changed = link.slice(0, at) + character + link.slice(isPutIn ? at : at + 1);
        fc.pre(changed !== link);
        const opened = openLink(changed, KEY, 0);
        // What comes before /see/ is a proxy's; the last character of a signature has two bits of no meaning.
        if (typeof opened === "object") {
          const isBefore = changed.endsWith(link.slice(link.indexOf("/see/")));
          const isLast = changed.length === link.length && changed.slice(0, -1) === link.slice(0, -1);
          expect(isBefore || isLast).toBe(true);
          expect(opened).toEqual({ path: PATH });
        } else expect(opened).not.toBe("expired");
      },
    ),
    { numRuns: 5_000 },
  );
});

it.each(["/", "/see/", "/see/x", "/see/%E0%A4%A?until=1800000000&sig=" + "A".repeat(43), "x".repeat(10_000)])(
  "does not open what is no link (%s)",
  (text) => {
    expect(openLink(text, KEY, 0)).toBe("unknown");
  },
);
