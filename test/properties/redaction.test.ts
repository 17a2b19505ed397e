import fc from "fast-check";
import { expect, it } from "vitest";
import { requestsOf } from "../../src/app/brain/requests.ts";
import type { Requester } from "../../src/events/action.ts";
import { CodeDesk } from "../../src/guard/codes/desk.ts";
import { CommandInbox } from "../../src/surfaces/mqtt/command-inbox.ts";
import { topicsOf } from "../../src/surfaces/mqtt/topics.ts";
import { inventory } from "../fakes/hub-inventory.ts";
import { ManualClock, settled } from "../fakes/manual-clock.ts";
import { MemoryHub } from "../fakes/memory-hub.ts";
import { redactFields, redactText } from "../../src/adapters/logging/redact.ts";

/** Four and more characters that no other part of the tested texts holds, blanks excepted: a URL ends at one. */
const password = fc
  .string({ minLength: 4, maxLength: 24, unit: "binary" })
  .filter((text) => !/\s/.test(text) && !"rtsp://admin:@cam.example/1 cannot be reached ***".includes(text));

it("never lets a password of a URL into a log, whatever characters it has", () => {
  fc.assert(
    fc.property(password, (secret) => {
      expect(redactText(`rtsp://admin:${secret}@cam.example/1 cannot be reached`)).not.toContain(secret);
    }),
  );
});

it("never lets a secret field into a log, however deep it lies", () => {
  fc.assert(
    fc.property(
      password,
      fc.array(fc.constantFrom("camera", "list", "cause"), { maxLength: 8 }),
      (secret, path) => {
        const nested = path.reduce<unknown>((inner, key) => ({ [key]: [inner] }), { password: secret });
        expect(JSON.stringify(redactFields({ nested }))).not.toContain(secret);
      },
    ),
  );
});

/** A code as people choose them: nothing that stands in a message of Gatehouse anyway. */
const enteredCode = fc.oneof(
  fc.stringMatching(/^[0-9]{6,12}$/).filter((code) => !/^0+$/.test(code)),
  fc
    .string({ minLength: 6, maxLength: 40, unit: "grapheme" })
    .filter((code) => !/^[\w\s"\\{}:,.-]*$/.test(code)),
);

/** Ways in which a code reaches Gatehouse, also wrongly. */
const sent = fc.constantFrom<readonly [string, (code: string) => string]>(
  ["device/front_door_lock/set", (code) => JSON.stringify({ command: "UNLOCK", code })],
  ["device/front_door_lock/set", (code) => JSON.stringify({ command: "LOCK", code })],
  ["device/front_door_lock/set", (code) => JSON.stringify({ command: code })],
  ["device/front_door_lock/set", (code) => JSON.stringify({ code })],
  ["device/front_door_lock/set", (code) => `{"command": "UNLOCK", "code": "${code}`],
  ["device/front_door_lock/set", (code) => code],
  ["device/porch_light/set", (code) => JSON.stringify({ command: "ON", code })],
  ["mode/set", (code) => JSON.stringify({ mode: "home", code })],
  ["mode/set", (code) => JSON.stringify({ mode: code })],
  ["mode/set", (code) => code],
);

it("never lets a code that is entered into an event, an answer or a log, whatever becomes of it", async () => {
  await fc.assert(
    fc.asyncProperty(
      enteredCode,
      sent,
      fc.constantFrom("right", "wrong", "broken"),
      async (code, way, fate) => {
        const seen: unknown[] = [];
        const clock = new ManualClock();
        const hub = new MemoryHub(undefined, () => clock.now());
        const log = (...told: unknown[]): void => void seen.push(told);
        const logger = { debug: log, info: log, warn: log, error: log, child: () => logger };
        const desk = new CodeDesk({
          groupOf: () => null,
          ...{ clock, boot: "b1", logger, store: { load: () => ({}), save: () => Promise.resolve() } },
          checker: {
            matches: () =>
              fate === "broken"
                ? Promise.reject(new Error("no memory"))
                : Promise.resolve(fate === "right" ? [{ name: "anna", person: null, duress: false }] : []),
          },
        });
        const kernel = { emit: log, request: log };
        const request = requestsOf({ clock, desk, kernel, newId: () => "r1" });
        const by = (topic: string): Requester => ({ kind: "hub", topic });
        new CommandInbox({
          ...{ hub, topics: topicsOf("front"), inventory: () => inventory },
          onRequest: (action, topic, entered) => request(action, by(topic), entered),
          onProblem: log,
        }).open();
        hub.up();
        const [topic, payloadOf] = way;
        hub.receive({ topic: `gatehouse/front/${topic}`, payload: payloadOf(code), retain: false }, false);
        await settled();
        const published = hub.published.map(({ payload }) => payload);
        expect(JSON.stringify([seen, published])).not.toContain(JSON.stringify(code).slice(1, -1));
        expect(seen.length).toBeGreaterThan(0);
      },
    ),
  );
});
