import { expect, it } from "vitest";
import type { Allowed, Denied } from "../../../src/guard/decision.ts";
import { allowedDraft, completedDraft, deniedDraft, expiredDraft } from "../../../src/guard/drafts.ts";
import { anaAtTheDoor, judged, request } from "../../fakes/guard-world.ts";

const now = { at: 1_700_000_000_500, t: 1_000_500 };
const unlock = request();
const common = {
  ...{ at: now.at, t: now.t, request: unlock.id, by: unlock.by },
  ...{ device: "front_door_lock", action: "unlock" },
};

it("tells that a request was allowed, by what evidence and why", () => {
  const decision = judged(anaAtTheDoor(), { request: unlock }) as Allowed;
  expect(allowedDraft(unlock, decision, now)).toEqual({
    ...{ name: "request.allowed", source: "guard", reason: decision.reason, evidence: decision.evidence },
    ...common,
  });
  expect(decision.evidence).toHaveLength(1);
});

it("tells that a request was denied, with the code and what was found insufficient", () => {
  const evidence = [{ event: "e", kind: "face" as const, facts: { person: "Ana" } }];
  const decision: Denied = { outcome: "denied", code: "SPENT", reason: "It is spent.", evidence };
  expect(deniedDraft(unlock, decision, now)).toEqual({
    ...{ name: "request.denied", source: "guard", code: "SPENT", reason: "It is spent.", evidence },
    ...common,
  });
});

it("links what there is to look at and to listen to", () => {
  const media = [{ kind: "picture" as const, path: "media/face.jpg" }];
  const allowed = judged(anaAtTheDoor(), { request: unlock }) as Allowed;
  const none: Denied = { outcome: "denied", code: "SPENT", reason: "It is spent.", evidence: [], media: [] };
  expect(allowedDraft(unlock, { ...allowed, media }, now)).toMatchObject({ media });
  expect(deniedDraft(unlock, { ...none, media }, now)).toMatchObject({ media });
  expect(deniedDraft(unlock, none, now)).not.toHaveProperty("media");
});

it("tells of its device whether a request was carried out or not", () => {
  const told = { source: "device:front_door_lock", reason: "It says so.", ...common };
  expect(completedDraft(unlock, "It says so.", now)).toEqual({ name: "request.completed", ...told });
  expect(expiredDraft(unlock, "It says so.", now)).toEqual({ name: "request.expired", ...told });
});

it("tells it of the brain where there is no device", () => {
  const speak = request({ kind: "speak", text: "Hello" });
  expect(completedDraft(speak, "It was said.", now)).toMatchObject({ source: "brain", device: null });
  expect(expiredDraft(speak, "It was not said.", now)).toMatchObject({ source: "brain", device: null });
});
