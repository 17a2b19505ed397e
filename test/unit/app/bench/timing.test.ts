import { expect, test } from "vitest";
import { timeInTurn } from "../../../../src/app/bench/timing.ts";

/** A clock that moves only when something takes time. */
function machine() {
  const now = { wallMs: 0, cpuMs: 0 };
  const order: string[] = [];
  return {
    order,
    stopwatch: () => ({ ...now }),
    takes: (name: string, ms: (run: number) => number) => {
      let run = 0;
      return () => {
        order.push(name);
        now.wallMs += 2 * ms(run);
        now.cpuMs += ms(run);
        run += 1;
        return Promise.resolve();
      };
    },
  };
}

const { signal } = new AbortController();

test("medians are taken over the rounds that count, by both clocks, in turn", async () => {
  const { takes, stopwatch, order } = machine();
  // The first five runs, while code is compiled, are slow.
  const runs = { one: takes("one", (run) => (run < 5 ? 100 : run - 4)), two: takes("two", () => 7) };
  const timings = await timeInTurn(runs, { stopwatch, rounds: 21, signal });
  expect(timings).toEqual({
    one: { medianMs: 22, p95Ms: 40, cpuMs: 11 },
    two: { medianMs: 14, p95Ms: 14, cpuMs: 7 },
  });
  expect(order.slice(0, 4)).toEqual(["one", "two", "one", "two"]);
});

test("it ends in the middle if the user wants it to", async () => {
  const { takes, stopwatch, order } = machine();
  const abort = new AbortController();
  const runs = { one: takes("one", () => 1), two: async () => abort.abort() };
  await expect(timeInTurn(runs, { stopwatch, rounds: 9, signal: abort.signal })).rejects.toThrow(/abort/);
  expect(order).toEqual(["one"]);
});
