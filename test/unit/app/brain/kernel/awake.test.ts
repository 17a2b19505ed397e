import { expect, test } from "vitest";
import { settled } from "../../../../fakes/manual-clock.ts";
import { KernelStand, timer } from "../../../../fakes/kernel-stand.ts";

// The kernel rests when its inbox is empty; the moment between working and resting is some microtasks long.
test.each(Array.from({ length: 12 }, (_, i) => i))(
  "works off what is given to it %i microtasks after the last input",
  async (microtasks) => {
    const { kernel, seen } = new KernelStand();
    await kernel.probe();
    for (let i = 0; i < microtasks; i += 1) await Promise.resolve();
    kernel.emit(timer("late"));
    await settled();
    expect(seen).toEqual(["rules timer late", "shown timer late"]);
  },
);
