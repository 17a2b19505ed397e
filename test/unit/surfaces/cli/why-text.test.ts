import { describe, expect, it } from "vitest";
import type { GatehouseEvent } from "../../../../src/events/catalogue.ts";
import type { Trace } from "../../../../src/rules/ports.ts";
import { outcomeOf } from "../../../../src/surfaces/cli/explanation.ts";
import { plainPaint, terminalPaint } from "../../../../src/surfaces/cli/paint.ts";
import { timeText } from "../../../../src/surfaces/cli/time-text.ts";
import { whyText } from "../../../../src/surfaces/cli/why-text.ts";
import { drafts, stamped } from "../../../fakes/event-drafts.ts";

const T0 = 1_000_000;
const AT0 = 1_700_000_000_000;
const utc = timeText("UTC");

/** The event, so many ms after the first. */
function after<Event extends GatehouseEvent>(ms: number, event: Event): Event {
  return { ...event, at: AT0 + ms, t: T0 + ms };
}

const trace: Trace = {
  run: "run-of-rule",
  rule: "open-for-family",
  outcome: "finished",
  cause: "e1",
  at: AT0 + 2,
  steps: [
    { path: "triggers/0", result: "matched", detail: "face.recognized of anna", at: AT0 + 2 },
    {
      path: "conditions/0",
      result: "true",
      detail: 'mode in ["sentry", "away"] with mode = "sentry"',
      at: AT0 + 2,
    },
    { path: "actions/0", result: "requested", detail: "r1", at: AT0 + 2 },
  ],
};

const look = after(
  0,
  stamped(drafts.recognized("anna", { media: [{ kind: "picture", path: "media/anna.jpg" }] }), 1),
);
const made = after(3, stamped(drafts.made("r1", { device: "front_door_lock", cause: "e1" }), 2));

function text(
  events: readonly GatehouseEvent[],
  options: { trace?: Trace | null; paint?: typeof plainPaint } = {},
): string {
  const outcome = outcomeOf("r1", events);
  const explanation = { request: "r1", outcome, events, trace: options.trace ?? null };
  return whyText(explanation, options.paint ?? plainPaint, utc);
}

describe("the answer to why", () => {
  it("tells the chain of a door that opened and was locked again", () => {
    const facts = {
      camera: "front_door",
      person: "anna",
      similarity: 0.712,
      similarityMin: 0.58,
      live: 0.98,
      liveMin: 0.5,
      ageMs: 12,
      withinMs: 3000,
      zones: ["porch"],
      zonesWanted: ["porch"],
      lastLookAgeMs: 80,
      alone: true,
      others: 0,
      lagMs: null,
    };
    const allowed = after(4, {
      ...stamped(drafts.allowed("r1", { device: "front_door_lock" }), 3),
      evidence: [{ event: "e1", kind: "face" as const, facts }],
    });
    const events = [
      look,
      made,
      allowed,
      after(6, stamped(drafts.commanded("front_door_lock", { by: "r1" }), 4)),
      after(318, stamped(drafts.changed("front_door_lock", "UNLOCKED", { by: "r1", from: "LOCKED" }), 5)),
      after(318, stamped(drafts.completed("r1", { device: "front_door_lock" }), 6)),
      after(10_320, stamped(drafts.commanded("front_door_lock", { by: "r1", command: "lock" }), 7)),
      after(10_640, stamped(drafts.changed("front_door_lock", "LOCKED", { by: "r1", from: "UNLOCKED" }), 8)),
    ];
    expect(text(events, { trace })).toMatchInlineSnapshot(`
      "unlock front_door_lock: done
      request r1, 2023-11-14 22:13:20.000

          +0.000 s  seen       anna (family) recognised at front_door (porch): similarity 0.712, margin 0.31, live 0.98, 4 frames, quality 0.9
                               media/anna.jpg
          +0.002 s  rule       open-for-family (finished)
                               triggers/0 matched: face.recognized of anna
                               conditions/0 true: mode in ["sentry", "away"] with mode = "sentry"
                               actions/0 requested: r1
          +0.003 s  asked      unlock front_door_lock, by rule open-for-family
          +0.004 s  allowed    anna of family was recognised
                               face: camera front_door, person anna, alone yes
                                     similarity 0.712 (at least 0.58), live 0.98 (at least 0.5), age 12 ms (at most 3 s), zones porch (wanted porch)
                                     last look age 80 ms, others 0
          +0.006 s  sent       unlock front_door_lock: {"state":"UNLOCK"} to zigbee2mqtt/front_door_lock/set, broker answered in 3 ms
          +0.318 s  answered   front_door_lock: LOCKED → UNLOCKED
          +0.318 s  done       the lock reports UNLOCKED
         +10.320 s  sent       lock front_door_lock: {"state":"LOCK"} to zigbee2mqtt/front_door_lock/set, broker answered in 3 ms
         +10.640 s  answered   front_door_lock: UNLOCKED → LOCKED
      "
    `);
  });

  it("tells why a request was denied", () => {
    const denied = after(4, {
      ...stamped(drafts.denied("r1", { device: "front_door_lock", evidence: ["e1"] }), 3),
      media: [{ kind: "picture" as const, path: "media/anna.jpg" }],
    });
    expect(text([look, made, denied])).toMatchInlineSnapshot(`
      "unlock front_door_lock: denied
      request r1, 2023-11-14 22:13:20.000

          +0.000 s  seen       anna (family) recognised at front_door (porch): similarity 0.712, margin 0.31, live 0.98, 4 frames, quality 0.9
                               media/anna.jpg
          +0.003 s  asked      unlock front_door_lock, by rule open-for-family
          +0.004 s  denied     the last look is too old
                               code EVIDENCE_STALE
                               face: age 4.2 s (at most 3 s)
                               media/anna.jpg

      The steps of rule open-for-family are no longer kept; only its latest runs are.
      "
    `);
  });

  it("tells that a request expired", () => {
    const events = [
      made,
      after(5, stamped(drafts.allowed("r1", { device: "front_door_lock" }), 3)),
      after(7, { ...stamped(drafts.commanded("front_door_lock", { by: "r1" }), 4), deliveryMs: null }),
      after(2007, stamped(drafts.expired("r1", { device: "front_door_lock" }), 5)),
    ];
    expect(text(events)).toMatchInlineSnapshot(`
      "unlock front_door_lock: expired
      request r1, 2023-11-14 22:13:20.003

          +0.000 s  asked      unlock front_door_lock, by rule open-for-family
          +0.002 s  allowed    anna of family was recognised
          +0.004 s  sent       unlock front_door_lock: {"state":"UNLOCK"} to zigbee2mqtt/front_door_lock/set
          +2.004 s  expired    the broker did not answer within 2 s

      The steps of rule open-for-family are no longer kept; only its latest runs are.
      "
    `);
  });

  it("lets nothing from outside move the terminal's cursor", () => {
    const spoken = { ...made, action: "unlock\u001b[2J\nfront" };
    expect(text([spoken])).not.toMatch(/\u001b|unlock\n/);
  });

  it("uses the wall clock across a reboot", () => {
    const later = {
      ...after(60_000, stamped(drafts.completed("r1", { device: "front_door_lock" }), 9)),
      boot: "boot-2",
      t: 500,
    };
    expect(text([made, later])).toContain("+59.997 s  done");
  });

  it("paints the verdict on a terminal", () => {
    expect(text([made], { paint: terminalPaint })).toContain("\u001b[1munlock front_door_lock\u001b[0m");
  });
});

describe("the outcome of a request", () => {
  const relocked = stamped(drafts.completed("r2", { device: "front_door_lock" }), 9);
  const allowed = stamped(drafts.allowed("r1"), 3);

  it.each([
    ["undecided", [made, relocked]],
    ["allowed", [made, allowed, relocked]],
    ["denied", [made, stamped(drafts.denied("r1"), 4)]],
    ["expired", [made, allowed, stamped(drafts.expired("r1"), 4)]],
    ["completed", [made, allowed, stamped(drafts.completed("r1"), 4)]],
  ] as const)("is %s", (expected, events) => {
    expect(outcomeOf("r1", events)).toBe(expected);
  });
});
