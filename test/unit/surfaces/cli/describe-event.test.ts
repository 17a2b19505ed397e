import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GatehouseEvent } from "../../../../src/events/catalogue.ts";
import { describeEvent } from "../../../../src/surfaces/cli/describe-event.ts";
import { eventLines } from "../../../../src/surfaces/cli/events-text.ts";
import { paintFor, plainPaint, printable, terminalPaint } from "../../../../src/surfaces/cli/paint.ts";
import { timeText } from "../../../../src/surfaces/cli/time-text.ts";
import { drafts, stamped } from "../../../fakes/event-drafts.ts";
import { exampleEvents } from "../../../fakes/example-events.ts";

describe("the description of an event", () => {
  it("exists for every event of the catalogue, in words", () => {
    expect(exampleEvents.map((event) => event.name)).toEqual(
      GatehouseEvent.options.map((option) => option.shape.name.value),
    );
    expect(exampleEvents.map((event) => `${event.name}: ${describeEvent(event)}`)).toMatchInlineSnapshot(`
      [
        "node.started: Gatehouse 1 started",
        "node.stopped: SIGTERM",
        "person.appeared: somebody came into view at front_door (porch)",
        "person.moved: somebody comes nearer at front_door (porch)",
        "person.left: somebody left at front_door after 2 min 5 s",
        "face.recognized: anna (family) recognised at front_door (porch): similarity 0.712, margin 0.31, live 0.98, 4 frames, quality 0.9",
        "face.unknown: a stranger at front_door (porch): nearest anna at 0.31, live 0.97, 5 frames, quality 0.8",
        "face.spoofed: a picture of anna at front_door (porch): live 0.97, 5 frames, quality 0.8",
        "voice.woken: heard “hey gatehouse” at hall",
        "voice.commanded: heard “turn on sentry mode” at hall: sentry-on, likelihood ratio -3.4, there: anna",
        "voice.rejected: took nothing from what was heard at hall: it was not a command (nearest “turn on sentry mode”)",
        "sound.detected: impact at hall, confidence 0.7",
        "voice.asked: asked at hall: “Open the garage?” (yes, no)",
        "voice.answered: answered at hall: yes (“yes please”, likelihood ratio -1.5)",
        "mode.changed: mode home → sentry, by rule open-for-family",
        "lockdown.changed: lockdown: nothing guarded is opened, by the command line",
        "rule.switched: rule open-for-family is switched off, by the command line",
        "device.changed: front: LOCKED → UNLOCKED (by itself or by hand)",
        "device.commanded: unlock front: {"state":"UNLOCK"} to zigbee2mqtt/front/set, broker answered in 3 ms",
        "device.failed: front: it does not answer",
        "recording.started: front_door: c1, rule record-strangers",
        "recording.finished: front_door: 31.2 s, begins 10.4 s before the wish, clips/c1.mp4",
        "recording.failed: front_door: the disk is full",
        "recordings.deleted: 2 files, 12.3 MB: their time was over (recordings.keep)",
        "continuous.stopped: front_door: the disk is full",
        "continuous.resumed: front_door: it can be written again",
        "recordings.moved: 1 clip, 12.3 MB to /mnt/nas/gatehouse",
        "archive.lost: the archive /mnt/nas/gatehouse cannot be used",
        "archive.recovered: the archive /mnt/nas/gatehouse can be used again",
        "copy.failed: clips cannot be copied to offsite:bucket",
        "copy.recovered: clips can be copied to offsite:bucket again",
        "snapshot.taken: front_door, media/a.jpg",
        "request.made: unlock front: rule open-for-family asks for it",
        "request.allowed: unlock front: anna of family was recognised",
        "request.denied: unlock front: the last look is too old",
        "request.completed: unlock front: the lock reports UNLOCKED",
        "request.expired: unlock front: the broker did not answer within 2 s",
        "challenge.issued: anna was asked to say a code at front_door, attempt 1 of 2",
        "challenge.passed: anna passed it: say a code (code yellow elephant, llr -2.1)",
        "challenge.failed: anna did not pass it: say a code. Nobody said the code.",
        "code.entered: code anna entered via mqtt: right. It is right.",
        "hub.requested: message on gatehouse/front/mode/set: no such mode",
        "node.heard: face.unknown at the node yard, gate",
        "webhook.called: doorbell: ring",
        "message.received: home/bell: ring",
        "sensor.lost: camera:front_door: no frame for 5 s",
        "sensor.recovered: camera:front_door: frames flow again",
        "broker.lost: connection refused",
        "broker.recovered: connected",
        "power.changed: faces and voices are not looked for any more, to save power: the battery has 11.8 V",
        "disk.low: 120 MB left",
        "journal.damaged: The journal was damaged.",
        "config.reloaded: gatehouse.yaml was saved",
        "config.rejected: gatehouse.yaml:3:5: no such camera",
        "rule.looped: on → off → on: led to itself 3 times within 10 s",
        "timer.fired: run-7",
        "clock.ticked: 2026-11-23T17:40",
      ]
    `);
  });

  it("tells the words that are to be said or told", () => {
    const made = drafts.made("r1");
    const described = [
      { ...made, action: "speak", detail: { kind: "speak", text: "Welcome home." } as const },
      {
        ...made,
        action: "notify",
        detail: { kind: "notify", message: "Somebody is there", notifier: null } as const,
      },
    ].map((draft) => describeEvent(stamped(draft, 1)));
    expect(described).toEqual([
      expect.stringMatching(/^speak “Welcome home.”: /),
      expect.stringMatching(/^notify “Somebody is there”: /),
    ]);
  });

  it("blames nobody for the first report of a device", () => {
    expect(describeEvent(stamped(drafts.changed("front_door_lock", "LOCKED"), 1))).toBe(
      "front_door_lock: LOCKED",
    );
  });

  it("is one line without control characters, whatever a message holds", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (payload) => {
        const [message] = exampleEvents.filter((event) => event.name === "message.received");
        expect(describeEvent({ ...message!, payload })).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      }),
    );
  });
});

describe("a list of events", () => {
  it("shows time, name and description, and the day when it changes", () => {
    const line = eventLines(plainPaint, timeText("Europe/Berlin"));
    const first = stamped(drafts.mode("home", "sentry"), 1);
    const text = [first, { ...first, at: first.at + 1500 }, { ...first, at: first.at + 86_400_000 }]
      .map(line)
      .join("");
    expect(text).toMatchInlineSnapshot(`
      "2023-11-14
      23:13:20.000  mode.changed        mode home → sentry, by rule open-for-family
      23:13:21.500  mode.changed        mode home → sentry, by rule open-for-family
      2023-11-15
      23:13:20.000  mode.changed        mode home → sentry, by rule open-for-family
      "
    `);
  });

  it("marks the times of a clock that had not been set", () => {
    const line = eventLines(plainPaint, timeText("Europe/Berlin"));
    const event = stamped(drafts.mode("home", "sentry"), 1);
    const text = [{ ...event, atUntrusted: true as const }, event].map(line).join("");
    expect(text).toMatchInlineSnapshot(`
      "2023-11-14
      23:13:20.000~ mode.changed        mode home → sentry, by rule open-for-family
      23:13:20.000  mode.changed        mode home → sentry, by rule open-for-family
      "
    `);
  });

  it("marks what went wrong on a terminal", () => {
    const line = eventLines(terminalPaint, timeText("UTC"));
    expect(line(stamped(drafts.denied("r1"), 1))).toContain("\u001b[31mrequest.denied");
  });
});

describe("colours", () => {
  it("are for terminals, unless they are not wanted", () => {
    const terminal = { isTTY: true };
    expect(paintFor(terminal, {})).toBe(terminalPaint);
    expect(paintFor(terminal, { NO_COLOR: "" })).toBe(terminalPaint);
    expect(paintFor(terminal, { NO_COLOR: "1" })).toBe(plainPaint);
    expect(paintFor(terminal, { TERM: "dumb" })).toBe(plainPaint);
    expect(paintFor({}, {})).toBe(plainPaint);
  });

  it("are the only control characters", () => {
    expect(printable("a\u001b[31mb\nc\u009b2Jd")).toBe("a\ufffd[31mb\ufffdc\ufffd2Jd");
  });
});
