import { expect, test } from "vitest";
import { CauseMemory } from "../../../../src/app/brain/cause-memory.ts";
import type { Requester } from "../../../../src/events/action.ts";
import type { MediaRef } from "../../../../src/events/envelope.ts";
import { denied } from "../../../../src/guard/decision.ts";
import { drafts, stamped } from "../../../fakes/event-drafts.ts";
import { wish } from "../../../fakes/kernel-stand.ts";

const rule: Requester = { kind: "rule", rule: "record-strangers", ruleRun: "run-1" };

test("a request is about the moment its cause was captured", () => {
  const memory = new CauseMemory();
  const seen = { ...stamped(drafts.recognized("anna"), 1, "face-1"), t: 990_000 };
  memory.observe(seen);
  expect(memory.aboutT(wish("r1", { cause: "face-1" }))).toBe(990_000);
});

test("without a cause, or with a forgotten one, it is about the moment it was asked for", () => {
  const memory = new CauseMemory();
  expect(memory.aboutT(wish("r1"))).toBe(1_000_000);
  expect(memory.aboutT(wish("r1", { cause: "long ago" }))).toBe(1_000_000);
});

test("a rule's reason names the event behind it", () => {
  const memory = new CauseMemory();
  memory.observe(stamped(drafts.recognized("anna"), 1, "face-1"));
  expect(memory.reasonOf(wish("r1", { by: rule, cause: "face-1" }))).toBe(
    "rule record-strangers after face.recognized of camera:front_door",
  );
  expect(memory.reasonOf(wish("r1", { by: rule, cause: "long ago" }))).toBe("rule record-strangers");
});

test.each<[Requester, string]>([
  [
    { kind: "hub", topic: "gatehouse/front/camera/porch/recording/set" },
    "asked for on gatehouse/front/camera/porch/recording/set",
  ],
  [{ kind: "command" }, "asked for on the command line"],
  [{ kind: "gatehouse", why: "the lock is owed" }, "the lock is owed"],
])("everybody else's reason says who asked: %j", (by, reason) => {
  expect(new CauseMemory().reasonOf(wish("r1", { by }))).toBe(reason);
});

test("the latest 500 events are remembered, no more", () => {
  const memory = new CauseMemory();
  for (let i = 1; i <= 501; i += 1) memory.observe({ ...stamped(drafts.started(), i, `e${i}`), t: i });
  expect(memory.aboutT(wish("r1", { cause: "e1" }))).toBe(1_000_000);
  expect(memory.aboutT(wish("r1", { cause: "e2" }))).toBe(2);
  expect(memory.aboutT(wish("r1", { cause: "e501" }))).toBe(501);
});

const picture = (path: string): MediaRef => ({ kind: "picture", path });
const evidenceOf = (event: string) => ({ event, kind: "face" as const, facts: {} });

test("a denial links the pictures of what was looked at and of what led to it, each once", () => {
  const memory = new CauseMemory();
  const [face, scene, sound] = ["face.jpg", "scene.jpg", "command.wav"];
  const recognized = { ...drafts.recognized("anna"), media: [picture(face), picture(scene)] };
  memory.observe(stamped(recognized, 1, "face-1"));
  memory.observe(stamped({ ...drafts.unknown(), media: [picture(scene), picture(sound)] }, 2, "cause"));
  const decision = denied("NOT_LIVE", "It looks like a picture.", [evidenceOf("face-1"), evidenceOf("gone")]);
  const { media } = memory.withMedia(wish("r1", { cause: "cause" }), decision);
  expect(media?.map(({ path }) => path)).toEqual([face, scene, sound]);
});

test("what is allowed by evidence links it; what needs none links nothing", () => {
  const memory = new CauseMemory();
  memory.observe(stamped({ ...drafts.recognized("anna"), media: [picture("face.jpg")] }, 1, "face-1"));
  const allowed = {
    ...{ outcome: "allowed" as const, reason: "", spends: [], debt: null, faces: [], passes: [], t: 0 },
    evidence: [evidenceOf("face-1")],
  };
  const request = wish("r1", { cause: "face-1" });
  expect(memory.withMedia(request, { ...allowed, guarded: true }).media).toEqual([picture("face.jpg")]);
  expect(memory.withMedia(request, { ...allowed, guarded: false, evidence: [] }).media).toBeUndefined();
});
