import { expect, it } from "vitest";
import { isClockSynchronised } from "../../../../src/adapters/clock/clock-sync.ts";

/** What was asked, and the answer. */
async function ask(kernel: boolean | null, timesyncd: boolean, timedatectl: boolean) {
  const asked: string[] = [];
  const answer = await isClockSynchronised({
    kernel: () => kernel,
    timesyncd: () => Promise.resolve((asked.push("timesyncd"), timesyncd)),
    timedatectl: () => Promise.resolve((asked.push("timedatectl"), timedatectl)),
  });
  return [answer, ...asked];
}

it("believes the kernel, and asks no further", async () => {
  expect(await ask(true, false, false)).toEqual([true]);
});

it("asks timesyncd, whose word lasts for the boot", async () => {
  expect(await ask(false, true, false)).toEqual([true, "timesyncd"]);
  expect(await ask(null, true, false)).toEqual([true, "timesyncd"]);
});

it("starts a process only where the kernel says nothing", async () => {
  expect(await ask(false, false, true)).toEqual([false, "timesyncd"]);
  expect(await ask(null, false, true)).toEqual([true, "timesyncd", "timedatectl"]);
  expect(await ask(null, false, false)).toEqual([false, "timesyncd", "timedatectl"]);
});

it("gets an answer from this machine", async () => {
  expect(typeof (await isClockSynchronised())).toBe("boolean");
});
