import { expect, it } from "vitest";
import { problemsOf } from "../../fakes/checked-house.ts";

const house = (links: string) => ({ config: `node: a\nlinks: ${links}\n` });

it("takes links to this machine, and to wherever they lead", async () => {
  expect(await problemsOf(house("{}"))).toEqual([]);
  expect(await problemsOf(house('{ host: "0.0.0.0", url: "https://gate.example.net/house" }'))).toEqual([]);
});

it.each(["0.0.0.0", "::"])(
  "wants to know where links lead that are served at every address (%s)",
  async (host) => {
    expect(await problemsOf(house(`{ host: "${host}" }`))).toEqual([
      expect.stringContaining("expected url as well"),
    ]);
  },
);

it("refuses what links cannot begin with", async () => {
  expect(await problemsOf(house('{ url: "gate.example.net" }'))).toEqual([
    expect.stringContaining("expected http://… or https://…"),
  ]);
});
