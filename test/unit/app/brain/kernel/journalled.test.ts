import { expect, test } from "vitest";
import { settled } from "../../../../fakes/manual-clock.ts";
import { drafts, stamped } from "../../../../fakes/event-drafts.ts";
import { KernelStand } from "../../../../fakes/kernel-stand.ts";

test("shows an event that is in the journal already, and does not write it again", async () => {
  const { kernel, seen, journal } = new KernelStand();
  kernel.journalled(stamped(drafts.allowed("r1", { device: "front_door_lock" }), 7));
  await settled();
  expect(seen).toEqual(["rules request.allowed", "shown request.allowed"]);
  expect(journal.all).toEqual([]);
});
