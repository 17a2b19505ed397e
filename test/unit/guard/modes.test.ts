import { expect, it } from "vitest";
import type { GuardInput } from "../../../src/guard/observe.ts";
import { Gatekeeper } from "../../../src/guard/gatekeeper.ts";
import {
  anaAtTheDoor,
  answerTo,
  BOOT,
  faceFactor,
  judged,
  policies,
  request,
  RUN,
  unasked,
} from "../../fakes/guard-world.ts";
import { ManualClock } from "../../fakes/manual-clock.ts";

const leave = [faceFactor({ cameras: null, zones: [] })];
const house = policies({ modes: { home: { leave: null }, sentry: { leave }, away: { leave } } });
const to = (mode: string) => ({ request: request({ kind: "mode", mode }), policies: house });
const inMode = (mode: string): GuardInput => ({ kind: "mode", mode });

it("lets anybody change from a mode that is not guarded", () => {
  expect(judged([inMode("home")], to("sentry"))).toMatchObject({ outcome: "allowed", guarded: false });
});

it("lets nobody leave a guarded mode without evidence", () => {
  expect(answerTo([{ kind: "broker", connectedSinceT: 0 }, inMode("sentry")], to("home"))).toBe("NO_FACE");
  expect(answerTo([{ kind: "broker", connectedSinceT: 0 }, inMode("sentry")], to("away"))).toBe("NO_FACE");
});

it("lets whom the policy names leave it, seen by any camera", () => {
  expect(judged([...anaAtTheDoor(), inMode("sentry")], to("home"))).toMatchObject({
    outcome: "allowed",
    guarded: true,
    debt: null,
    spends: [{ person: "Ana" }],
  });
});

it("follows the mode as it changes", () => {
  const changed: GuardInput = {
    kind: "event",
    event: {
      id: "m",
      v: 1,
      seq: 1,
      at: 0,
      t: 0,
      boot: "boot-0",
      run: "run-0",
      source: "brain",
      name: "mode.changed",
      from: "home",
      to: "sentry",
      by: { kind: "command" },
    },
  };
  expect(answerTo([inMode("home"), changed], to("home"))).toBe("BROKER_AWAY");
});

it("lets nobody leave while it is not known which mode it is", () => {
  expect(answerTo([{ kind: "broker", connectedSinceT: 0 }], to("home"))).toBe("NO_POLICY");
});

it("needs nothing to stay", () => {
  expect(answerTo([inMode("sentry")], to("sentry"))).toBe("allowed");
});

it("knows no other modes than those of the configuration", () => {
  expect(answerTo([inMode("home")], to("party"))).toBe("UNKNOWN_MODE");
  expect(answerTo([inMode("home")], to("constructor"))).toBe("UNKNOWN_MODE");
});

it("demands what it took to leave a mode that the configuration has lost meanwhile", () => {
  const clock = new ManualClock();
  const guard = new Gatekeeper({ ...unasked, run: RUN, boot: BOOT, clock, policies: house });
  for (const input of [inMode("sentry"), { kind: "broker", connectedSinceT: -60_000 } as const])
    guard.observe(input);
  guard.usePolicies(policies({ modes: { home: { leave: null }, away: { leave: null } } }));
  guard.usePolicies(policies({ modes: { home: { leave: null } } }));
  expect(guard.authorise(request({ kind: "mode", mode: "home" }))).toMatchObject({ code: "NO_FACE" });
});

it("goes by the configuration of now for a mode that it knows, and while no mode is known", () => {
  const clock = new ManualClock();
  const guard = new Gatekeeper({ ...unasked, run: RUN, boot: BOOT, clock, policies: house });
  guard.usePolicies(house);
  guard.observe({ kind: "broker", connectedSinceT: -60_000 });
  guard.observe(inMode("sentry"));
  const ask = () => {
    const judgement = guard.authorise(request({ kind: "mode", mode: "home" }));
    return judgement.outcome === "denied" ? judgement.code : judgement.outcome;
  };
  expect(ask()).toBe("NO_FACE");
  guard.usePolicies(policies({ modes: { home: { leave: null }, sentry: { leave: null } } }));
  expect(ask()).toBe("allowed");
  guard.usePolicies(house);
  expect(ask()).toBe("NO_FACE");
});

it("lets nobody leave a mode of which it knows nothing", () => {
  expect(answerTo([{ kind: "broker", connectedSinceT: 0 }, inMode("vacation")], to("home"))).toBe(
    "NO_POLICY",
  );
});
