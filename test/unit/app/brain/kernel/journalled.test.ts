import { expect, test } from "vitest";
import { settled } from "../../../../fakes/manual-clock.ts";
import { drafts, stamped } from "../../../../fakes/event-drafts.ts";
import { KernelStand, timer, wish } from "../../../../fakes/kernel-stand.ts";

test("shows an event that is in the journal already, and does not write it again", async () => {
  const { kernel, seen, journal } = new KernelStand();
  kernel.journalled(stamped(drafts.allowed("r1", { device: "front_door_lock" }), 7));
  await settled();
  expect(seen).toEqual(["rules request.allowed", "shown request.allowed"]);
  expect(journal.all).toEqual([]);
});

test("shows it before an event that came into the journal later", async () => {
  const stand = new KernelStand();
  stand.wanted = (event) =>
    event.name === "timer.fired" && event.which === "1" ? [wish("r1"), wish("r2")] : [];
  // The store journals its decision about r1 while r2 waits to be asked for.
  stand.judged = ({ id }) => {
    if (id !== "r1") return;
    void stand.journal
      .append([drafts.allowed("r1", { device: "front_door_lock" })])
      .then(([event]) => event !== undefined && stand.kernel.journalled(event));
  };
  stand.kernel.emit(timer("1"));
  await settled();
  const shown = stand.seen.filter((line) => line.startsWith("shown"));
  expect(shown).toEqual(["shown timer 1", "shown made r1", "shown request.allowed", "shown made r2"]);
});
