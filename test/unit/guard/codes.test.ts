import { expect, it } from "vitest";
import type { Alternative, CodeFactor } from "../../../src/guard/policy.ts";
import {
  anaAtTheDoor,
  answerTo,
  brokerUp,
  entered,
  faceFactor,
  judged,
  lockedBy,
  NOW_T,
  policies,
  request,
  sensorEvent,
} from "../../fakes/guard-world.ts";

const code: CodeFactor = { by: "code", codes: null, people: null, withinMs: 30_000 };

function ask(
  alternative: Alternative,
  changes: Parameters<typeof entered>[1] = {},
  asked = request(),
): string {
  return answerTo([brokerUp, entered(asked, changes)], { request: asked, policies: lockedBy([alternative]) });
}

it("opens for a right code, and says which it was", () => {
  const asked = request();
  const decision = judged([brokerUp, entered(asked)], { request: asked, policies: lockedBy([code]) });
  expect(decision).toMatchObject({
    outcome: "allowed",
    reason: "The code anna was entered.",
    evidence: [{ kind: "code", facts: { code: "anna", person: "Ana", outcome: "right" } }],
  });
});

it("opens nothing without a code, or by one that came with another request", () => {
  const other = request();
  expect(answerTo([brokerUp], { policies: lockedBy([code]) })).toBe("NO_CODE");
  expect(answerTo([brokerUp, entered(other)], { policies: lockedBy([code]) })).toBe("NO_CODE");
});

it.each<[string, Parameters<typeof entered>[1], string]>([
  ["is wrong", { outcome: "wrong", code: null, person: null }, "WRONG_CODE"],
  ["was not looked at", { outcome: "refused", code: null, person: null }, "CODE_REFUSED"],
  ["was entered long ago", { t: NOW_T - 30_001 }, "CODE_TOO_OLD"],
  ["was entered in the future", { t: NOW_T + 1 }, "CODE_TOO_OLD"],
  ["was entered at no time", { t: Number.NaN }, "NO_CODE"],
  ["was entered in another start", { run: "run-0" }, "NO_CODE"],
  ["was entered before a reboot", { boot: "boot-0" }, "NO_CODE"],
  ["is not in the configuration any more", { code: "bob" }, "WRONG_CODE"],
  ["belongs to somebody else by now", { person: "Eva" }, "WRONG_CODE"],
])("opens nothing by a code that %s", (_, changes, answer) => {
  expect(ask(code, changes)).toBe(answer);
});

it("counts only the codes, and the people's codes, that the policy names", () => {
  const guest = { code: "guest", person: null };
  expect(ask({ ...code, codes: ["guest"] }, guest)).toBe("allowed");
  expect(ask({ ...code, codes: ["guest"] })).toBe("WRONG_CODE");
  expect(ask({ ...code, people: ["Ana"] })).toBe("allowed");
  expect(ask({ ...code, people: ["Ana"] }, guest)).toBe("WRONG_CODE");
});

it("spends a code with what it has authorised", () => {
  const asked = request();
  const inputs = [brokerUp, entered(asked)];
  const options = { request: asked, policies: lockedBy([code]) };
  const decision = judged(inputs, options);
  if (decision.outcome !== "allowed") throw new Error(decision.reason);
  const used = { kind: "authorised", request: asked.id, device: "front_door_lock", decision } as const;
  expect(answerTo([...inputs, used], options)).toBe("SPENT");
});

it("wants the face as well where the policy wants both", () => {
  const asked = request();
  const both: Alternative = { all: [faceFactor({ acceptsReplay: false }), code] };
  const options = { request: asked, policies: lockedBy([both]) };
  expect(answerTo([brokerUp, entered(asked)], options)).toBe("NO_FACE");
  expect(answerTo(anaAtTheDoor(), options)).toBe("NO_CODE");
  expect(answerTo([...anaAtTheDoor(), entered(asked)], options)).toBe("allowed");
});

it("opens nothing for a code where somebody has asked for the lock since", () => {
  const asked = request(undefined, { t: NOW_T - 600 });
  const lock = request({ kind: "device", device: "front_door_lock", command: "lock" }, { t: NOW_T - 300 });
  const made = (by: typeof lock.by) =>
    ({
      kind: "event",
      event: {
        ...sensorEvent("sensor.lost", "x", lock.t),
        ...{ name: "request.made", request: lock.id, device: "front_door_lock", action: "lock", by },
        ...{ reason: "", detail: lock.action, cause: null },
      },
    }) as Parameters<typeof judged>[0][number];
  const inputs = [brokerUp, entered(asked)];
  const options = { request: asked, policies: lockedBy([code]) };
  expect(answerTo([...inputs, made({ kind: "command" })], options)).toBe("LOCKED_SINCE");
  expect(answerTo([...inputs, made({ kind: "gatehouse", why: "it is due" })], options)).toBe("allowed");
});

it("lets a guarded mode be left by a code", () => {
  const asked = request({ kind: "mode", mode: "home" });
  const guarded = policies({ modes: { home: { leave: null }, away: { leave: [code] } } });
  const inputs = [brokerUp, { kind: "mode", mode: "away" } as const];
  expect(answerTo(inputs, { request: asked, policies: guarded })).toBe("NO_CODE");
  expect(answerTo([...inputs, entered(asked)], { request: asked, policies: guarded })).toBe("allowed");
});
