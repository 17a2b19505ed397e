import { expect, test } from "vitest";
import { CauseMemory } from "../../../../src/app/brain/cause-memory.ts";
import type { Requester } from "../../../../src/events/action.ts";
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
