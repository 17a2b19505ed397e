import { COMMAND_KEYS, COMMANDS } from "../../config/schema/actions.ts";
import { nearest } from "../../config/nearest.ts";
import type { Finding } from "../../config/problem.ts";
import type { Expected, RuleTestCase } from "../../config/schema/rule-tests.ts";
import type { Action } from "../../events/action.ts";
import type { EventName, GatehouseEvent } from "../../events/catalogue.ts";
import { interpret, type Grammar } from "../../perception/voice/grammar.ts";
import { spokenWords } from "../../perception/voice/template.ts";
import type { LocalClock } from "../../rules/local-time.ts";
import type { DeclaredWorld } from "../../rules/program.ts";
import { TEST_RUN, type ExpectedRequest, type RuleTest } from "../../rules/rule-test.ts";
import { EVENT_NAMES, plausibleEvent, type Surroundings } from "./plausible-event.ts";

/** What a test is prepared with. */
export interface TestSurroundings {
  readonly world: DeclaredWorld;
  readonly localTime: LocalClock;
  readonly grammar: Grammar;
  readonly ruleIds: readonly string[];
  readonly guardedModes: readonly string[];
}

/** Makes a test as it is written into one that can be run, or tells what is wrong with it. */
export function prepareTest(
  written: RuleTestCase,
  around: TestSurroundings,
): { test: RuleTest; findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const mode = written.mode ?? around.world.modes[0] ?? "";
  const beginAt = beginning(written, around.localTime);
  const events = written.events.flatMap((entry, index): GatehouseEvent[] => {
    const made = eventOf(entry, { index, beginAt, mode, written, around });
    if ("event" in made) return [made.event];
    findings.push(...made.findings);
    return [];
  });
  findings.push(...disorder(events), ...unknownNames(written, around));
  const test: RuleTest = {
    mode,
    devices: written.devices,
    beginAt,
    events,
    untilMs: written.until ?? null,
    expect: written.expect.map(expectedRequest),
    expectNot: written.expect_not.map(expectedRequest),
    guardedModes: around.guardedModes,
  };
  return { test, findings };
}

interface Place {
  readonly index: number;
  readonly beginAt: number;
  readonly mode: string;
  readonly written: RuleTestCase;
  readonly around: TestSurroundings;
}

type Entry = RuleTestCase["events"][number];

function eventOf(entry: Entry, place: Place): { event: GatehouseEvent } | { findings: Finding[] } {
  const { index, beginAt, mode, written, around } = place;
  const t = entry.at ?? 0;
  const stamp = { id: `event-${index + 1}`, seq: index + 1, at: beginAt + t, t, ...TEST_RUN };
  const surroundings: Surroundings = {
    camera: around.world.cameras[0] ?? "",
    microphone: around.world.microphones[0] ?? "",
    mode,
    devices: written.devices,
  };
  const made =
    "say" in entry ? saidEvent(entry as Extract<Entry, { say: string }>, around) : givenEvent(entry);
  if ("problem" in made) return { findings: [error(["events", index, made.key], made.problem)] };
  const result = plausibleEvent(made.name, made.fields, { stamp, around: surroundings });
  if ("event" in result) return result;
  return { findings: result.problems.map(({ field, message }) => error(["events", index, field], message)) };
}

type Made =
  | { readonly name: EventName; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly problem: string; readonly key: string };

function givenEvent(entry: Entry): Made {
  const { at: _, event, ...fields } = entry as { at?: number; event: string } & Record<string, unknown>;
  const name = EVENT_NAMES.find((known) => known === event);
  if (name !== undefined) return { name, fields };
  const near = nearest(event, EVENT_NAMES);
  const problem = `there is no event "${event}"${near === undefined ? "; they are in docs/reference/events.md" : `; did you mean "${near}"?`}`;
  return { key: "event", problem };
}

/** The event that the microphone would report, by the very grammar that it hears with. */
function saidEvent(
  { say, microphone, people, group = "" }: Extract<Entry, { say: string }>,
  around: TestSurroundings,
): Made {
  const words = spokenWords(say);
  const { command } = interpret(around.grammar, words);
  if (command === null) return { key: "say", problem: `no rule has a sentence that "${say}" would be` };
  const { intent, sentence, slots } = command;
  const present = people.map((person) => ({ person, group, live: true }));
  const fields = { intent, sentence, slots, people, company: { present, strangers: 0 } };
  return { name: "voice.commanded", fields: microphone === undefined ? fields : { ...fields, microphone } };
}

function disorder(events: readonly GatehouseEvent[]): Finding[] {
  const late = events.findIndex((event, index) => index > 0 && event.t < (events[index - 1]?.t ?? 0));
  return late === -1
    ? []
    : [
        error(
          ["events", late, "at"],
          "this happens before the event above it; write them in the order of time",
        ),
      ];
}

/** Names in what is expected that nothing is called by: such a test would say nothing. */
function unknownNames(written: RuleTestCase, { ruleIds, world }: TestSurroundings): Finding[] {
  const findings: Finding[] = [];
  for (const list of ["expect", "expect_not"] as const) {
    for (const [index, expected] of written[list].entries()) {
      const check = (key: string, name: string | undefined, valid: readonly string[]): void => {
        if (name === undefined || valid.includes(name)) return;
        findings.push(
          error([list, index, key], `there is no ${key} "${name}"; there are: ${valid.join(", ")}`),
        );
      };
      check("rule", expected.rule, ruleIds);
      if ("camera" in expected) check("camera", expected.camera, world.cameras);
      if (expected.action === "mode") check("set", expected.set, world.modes);
      if (expected.action !== "device") continue;
      for (const key of COMMAND_KEYS) check(key, expected[key], world.devices);
    }
  }
  return findings;
}

function expectedRequest({ rule, at, ...expected }: Expected): ExpectedRequest {
  return { rule, at, action: actionOf(expected) };
}

function actionOf(expected: Omit<Expected, "rule" | "at">): ExpectedRequest["action"] {
  const { action: kind, ...fields } = expected as { action: Action["kind"] } & Record<string, unknown>;
  if (kind === "mode") return { kind, mode: fields.set } as ExpectedRequest["action"];
  if (kind !== "device") return { kind, ...fields };
  const key = COMMAND_KEYS.find((name) => fields[name] !== undefined);
  return (
    key === undefined ? { kind } : { kind, command: COMMANDS[key], device: fields[key] }
  ) as ExpectedRequest["action"];
}

/** A moment with the wanted weekday and time of day where the house stands, in a week without a change of clocks. */
function beginning({ weekday, time }: RuleTestCase, localTime: LocalClock): number {
  const week = Date.UTC(2026, 0, 4);
  for (let quarter = 0; quarter < 9 * 96; quarter += 1) {
    const [, minute = "0"] = time.split(":");
    const at = week + quarter * 900_000 + (Number(minute) % 15) * 60_000;
    const local = localTime(at);
    if (local.weekday === weekday && local.text === time) return at;
  }
  return week;
}

function error(path: Finding["path"], message: string): Finding {
  return { severity: "error", path, message };
}
