import { expect, test } from "vitest";
import type { Requester } from "../../../../../src/events/action.ts";
import { settled } from "../../../../fakes/manual-clock.ts";
import { KernelStand, wish } from "../../../../fakes/kernel-stand.ts";

const asked: readonly [Requester, string, string][] = [
  [{ kind: "rule", rule: "sentry-on", ruleRun: "run-7" }, "rule:sentry-on", "Rule sentry-on asks for it."],
  [
    { kind: "hub", topic: "gatehouse/front/mode/set" },
    "mqtt",
    "A message on gatehouse/front/mode/set asks for it.",
  ],
  [{ kind: "command" }, "command", "The command line asks for it."],
  [{ kind: "gatehouse", why: "The lock is owed." }, "brain", "The lock is owed."],
];

test.each(asked)("journals who asks: %j", async (by, source, reason) => {
  const { kernel, journal } = new KernelStand();
  kernel.request(wish("r1", { by, cause: "event-1" }));
  await settled();
  expect(journal.all).toMatchObject([
    { name: "request.made", request: "r1", source, reason, by, cause: "event-1" },
  ]);
});
