import type { Inventory } from "../../src/surfaces/mqtt/commands.ts";

/** A small house. */
export const inventory: Inventory = {
  modes: ["home", "away", "sentry"],
  alarm: { guarded: ["away", "sentry"], code: true },
  temperature: true,
  speaks: true,
  devices: [
    { name: "front_door_lock", type: "lock", code: true },
    { name: "porch_light", type: "switch" },
  ],
  cameras: ["front_door", "garden"],
  microphones: ["hall"],
  rules: ["open-for-family"],
};
