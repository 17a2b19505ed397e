import { expect, test } from "vitest";
import { stampEvent } from "../../../src/events/stamp.ts";
import { drafts } from "../../fakes/event-drafts.ts";

test("an event's wall-clock time is told in whole milliseconds, its capture time as it was taken", () => {
  const draft = { ...drafts.recognized("anna"), at: 1_700_000_000_123.7903, t: 4_914_846.694 };
  const event = stampEvent(draft, { id: "e1", seq: 1, boot: "boot-1", run: "run-1" });
  expect(event).toMatchObject({ at: 1_700_000_000_124, t: 4_914_846.694 });
});
