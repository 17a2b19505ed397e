import type { SpokenSetup } from "../../../src/app/microphone/hearing-settings.ts";

/** The commands of a house, as its rules give them. */
export const HOUSE: SpokenSetup = {
  wakePhrase: "hey gatehouse",
  intents: [
    {
      intent: "sentry-on",
      sentences: ["(turn|switch) on [the] sentry mode", "(guard|watch) [over] the (house|car)"],
    },
    { intent: "home", sentences: ["switch to home mode", "I am home"] },
    { intent: "open", sentences: ["(open|unlock) the front door"] },
    { intent: "record", sentences: ["start recording"] },
    {
      intent: "light",
      sentences: ["turn {state} the {place} light[s]"],
      slots: {
        state: ["on", "off"],
        place: ["porch", "garden", "drive way"],
      },
    },
  ],
  thresholds: { accept: -12, acceptGuarded: -5 },
  guardedIntents: ["open"],
};
