import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { House } from "../daemon.ts";
import { doorHouse, ffmpegInstalled, gatehouse } from "../door.ts";

describe.skipIf(!ffmpegInstalled)("a film in which people come one after the other (needs ffmpeg)", () => {
  let house: House;

  beforeAll(async () => {
    house = await doorHouse({ mqtt: "embedded", visit: { from: 14, to: 44 }, rules: "rules: []\n" });
  }, 120_000);

  afterAll(() => house.remove());

  it("is identified to its end", async () => {
    const lines = (await gatehouse(house, ["people", "identify", "--json", house.path("film.mp4")])).trim();
    const found = lines.split("\n").map((line) => JSON.parse(line) as { identity: string; person: string });
    expect(found.map(({ identity, person }) => `${identity} ${person}`)).toEqual([
      "recognized anna",
      // Who comes nearest to the stranger is Anna, there being nobody else.
      "unknown anna",
    ]);
  }, 60_000);
});
