import { expect, it } from "vitest";
import type { Requester } from "../../../src/events/action.ts";
import type { GuardInput } from "../../../src/guard/observe.ts";
import { anaAtTheDoor, answerTo, faceFactor, judged, policies, request } from "../../fakes/guard-world.ts";

const leave = [faceFactor({ cameras: null, zones: [] })];
const house = policies({ modes: { home: { leave: null }, sentry: { leave } } });
const to = (enabled: boolean, by?: Requester) => ({
  request: request({ kind: "rule", rule: "record-strangers", enabled }, by === undefined ? {} : { by }),
  policies: house,
});
const inMode = (mode: string): GuardInput => ({ kind: "mode", mode });
const connected: GuardInput = { kind: "broker", connectedSinceT: 0 };

it("lets anybody switch rules where nothing guarded is left", () => {
  expect(judged([inMode("home")], to(false))).toMatchObject({ outcome: "allowed", guarded: false });
});

it("demands for switching a rule off what leaving the guarded mode takes", () => {
  expect(answerTo([connected, inMode("sentry")], to(false))).toBe("NO_FACE");
  expect(judged([...anaAtTheDoor(), inMode("sentry")], to(false))).toMatchObject({
    ...{ outcome: "allowed", guarded: true, debt: null },
    spends: [{ person: "Ana" }],
  });
});

it("lets no rule be switched off in a lockdown of a guarded mode", () => {
  const lockdown: GuardInput = { kind: "lockdown", active: true };
  expect(answerTo([...anaAtTheDoor(), inMode("sentry"), lockdown], to(false))).toBe("LOCKDOWN");
});

it("lets anybody switch a rule on, and the command line switch one off", () => {
  expect(answerTo([connected, inMode("sentry")], to(true))).toBe("allowed");
  expect(answerTo([connected, inMode("sentry")], to(false, { kind: "command" }))).toBe("allowed");
});
