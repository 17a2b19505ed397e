import { beforeEach, expect, it } from "vitest";
import { DuressAlarm } from "../../../../src/app/brain/duress-alarm.ts";
import type { EventDraft } from "../../../../src/events/catalogue.ts";
import { stampEvent } from "../../../../src/events/stamp.ts";
import { silentLogger } from "../../../../src/runtime/logger.ts";
import { ManualClock, settled } from "../../../fakes/manual-clock.ts";

let clock: ManualClock;
let told: string[];
let logged: unknown[];
let deaf: boolean;
let alarm: DuressAlarm;

const notifier = (name: string) => ({
  notify: (message: string) => {
    if (deaf) return Promise.reject(new Error("not connected"));
    told.push(`${name}: ${message}`);
    return Promise.resolve("told" as const);
  },
  onBroker: () => undefined,
});

beforeEach(() => {
  clock = new ManualClock();
  [told, logged, deaf] = [[], [], false];
  alarm = new DuressAlarm({
    scheduler: clock,
    logger: {
      ...silentLogger,
      warn: (message, fields) => logged.push({ message, ...fields }),
      error: (message, fields) => logged.push({ message, ...fields }),
    },
    notifiers: new Map([
      ["phone", notifier("phone")],
      ["neighbour", notifier("neighbour")],
    ]),
  });
  const codes = {
    help: { duress: { notify: "phone", message: "Help Anna!" } },
    anna: {},
    sos: { duress: {} },
  };
  alarm.use({ node: "front", codes });
});

function enter(code: string, outcome: "right" | "duress" = "duress"): void {
  const draft: EventDraft = {
    ...{ name: "code.entered", source: "guard", at: 0, t: 0, request: "r1", via: "mqtt" },
    ...{ outcome, code, person: null, group: null, why: "" },
  };
  alarm.onEvent(stampEvent(draft, { id: "e1", seq: 1, boot: "b", run: "r" }));
}

it("tells the notifier of the code, and the log that it did", async () => {
  enter("help");
  await settled();
  expect(told).toEqual(["phone: Help Anna!"]);
  expect(logged).toEqual([
    { message: "a code for duress was entered, and told", request: "r1", code: "help", notified: ["phone"] },
  ]);
});

it("tells all of them where none is named, and says where it was", async () => {
  enter("sos");
  await settled();
  const words = "Somebody was forced to enter a code at front.";
  expect(told).toEqual([`phone: ${words}`, `neighbour: ${words}`]);
});

it("is silent about any other code", async () => {
  enter("anna", "right");
  await settled();
  expect([told, logged]).toEqual([[], []]);
});

it("tries again for a minute, and says if nobody could be told", async () => {
  deaf = true;
  enter("help");
  await settled();
  deaf = false;
  clock.advance(10_000);
  await settled();
  expect(told).toHaveLength(1);
  deaf = true;
  enter("help");
  for (let i = 0; i < 6; i += 1) {
    await settled();
    clock.advance(10_000);
  }
  await settled();
  expect(logged.at(-1)).toMatchObject({
    ...{ message: "a code for duress was entered, and nobody could be told", problem: "not connected" },
  });
});
