import { expect, test } from "vitest";
import { settled } from "../../../../fakes/manual-clock.ts";
import { KernelStand, timer, wish } from "../../../../fakes/kernel-stand.ts";
import { sighting } from "../../../../fakes/guard-world.ts";

test("works off one input after the other, whatever their kind", async () => {
  const { kernel, seen } = new KernelStand();
  kernel.emit(timer("1"), timer("2"));
  kernel.sighting(sighting());
  kernel.request(wish("r1"));
  kernel.emit(timer("3"));
  await settled();
  expect(seen).toEqual([
    "rules timer 1",
    "shown timer 1",
    "rules timer 2",
    "shown timer 2",
    "sighting of front_door",
    "rules made r1",
    "shown made r1",
    "guard r1",
    "rules timer 3",
    "shown timer 3",
  ]);
});

test("journals an event before anybody sees it", async () => {
  const stand = new KernelStand();
  const journalled: number[] = [];
  stand.wanted = () => {
    journalled.push(stand.journal.all.length);
    return [];
  };
  stand.kernel.emit(timer("1"));
  stand.kernel.emit(timer("2"));
  await settled();
  expect(journalled).toEqual([1, 2]);
});

test("asks the guard about what the rules want before it takes the next input", async () => {
  const stand = new KernelStand();
  stand.wanted = (event) =>
    event.name === "timer.fired" && event.which === "1" ? [wish("r1"), wish("r2")] : [];
  stand.kernel.emit(timer("1"));
  stand.kernel.emit(timer("2"));
  await settled();
  expect(stand.seen.filter((line) => !line.startsWith("shown"))).toEqual([
    "rules timer 1",
    "rules made r1",
    "guard r1",
    "rules made r2",
    "guard r2",
    "rules timer 2",
  ]);
});

test("follows what rules want because of a request", async () => {
  const stand = new KernelStand();
  stand.wanted = (event) =>
    event.name === "request.made" && event.request === "r1" ? [wish("r2", { cause: event.id })] : [];
  stand.kernel.request(wish("r1"));
  await settled();
  expect(stand.seen.filter((line) => line.startsWith("guard"))).toEqual(["guard r1", "guard r2"]);
  const made = stand.journal.all.filter((event) => event.name === "request.made");
  expect(made.map(({ cause }) => cause)).toEqual([null, made[0]?.id]);
});

test("does nothing before its caller has gone on", () => {
  const { kernel, seen } = new KernelStand();
  kernel.sighting(sighting());
  expect(seen).toEqual([]);
});
