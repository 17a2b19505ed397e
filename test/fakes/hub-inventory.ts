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
    { name: "garage", type: "cover", kind: "garage" },
    { name: "bell", type: "button" },
    { name: "alarm", type: "switch", kind: "siren" },
    { name: "lamp", type: "switch", kind: "light" },
  ],
  cameras: ["front_door", "garden"],
  microphones: ["hall"],
  rules: ["open-for-family"],
};
