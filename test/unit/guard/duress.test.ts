import { expect, it } from "vitest";
import type { CodeFactor } from "../../../src/guard/policy.ts";
import { brokerUp, entered, judged, lockedBy, request } from "../../fakes/guard-world.ts";

const code: CodeFactor = { by: "code", codes: null, people: null, withinMs: 30_000 };

it("answers a code for duress in every word as a wrong one", () => {
  const asked = request();
  const policies = { ...lockedBy([code]), codes: { anna: { person: "Ana" }, help: { person: "Ana" } } };
  const answers = [
    { id: "e1", outcome: "wrong", code: null, person: null, why: "There is no such code." } as const,
    { id: "e1", outcome: "duress", code: "help", person: "Ana", why: "It opens nothing." } as const,
  ].map((changes) => judged([brokerUp, entered(asked, changes)], { request: asked, policies }));
  expect(answers[0]).toMatchObject({ outcome: "denied", code: "WRONG_CODE" });
  expect(answers[1]).toEqual(answers[0]);
});
