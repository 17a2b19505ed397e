import { expect, it } from "vitest";
import { ArrivalTime } from "../../../../src/adapters/capture/arrival-time.ts";

it("lets sound that arrives in bursts flow evenly", () => {
  const arrival = new ArrivalTime(16_000);
  expect(arrival.startOf(320, 1_020)).toBe(1_000);
  // Three periods at once, 45 ms after the first.
  expect([1_065, 1_065.1, 1_065.2].map((t) => arrival.startOf(320, t))).toEqual([1_020, 1_040, 1_045.2]);
});

it("never says that a sample was recorded after it arrived", () => {
  const arrival = new ArrivalTime(16_000);
  arrival.startOf(320, 1_020);
  expect(arrival.startOf(320, 1_030)).toBe(1_010);
});

it("begins anew after a gap", () => {
  const arrival = new ArrivalTime(16_000);
  arrival.startOf(320, 1_020);
  expect(arrival.startOf(320, 5_020)).toBe(5_000);
});
