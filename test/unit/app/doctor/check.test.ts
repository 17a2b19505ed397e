import { describe, expect, it } from "vitest";
import { problem, warning } from "../../../../src/app/doctor/advice.ts";
import { diagnose, severityOf, type Outcome } from "../../../../src/app/doctor/check.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";

const never = (): Promise<Outcome> => new Promise(() => undefined);

function run(check: (signal: AbortSignal) => Promise<Outcome>, abort = new AbortController()) {
  const scheduler = new ManualClock();
  const made = diagnose(
    { name: "camera door", limitMs: 5000, run: check },
    { scheduler, signal: abort.signal },
  );
  return { scheduler, made, abort };
}

describe("a check", () => {
  it("is well without advice, and otherwise as grave as its gravest", async () => {
    expect(severityOf([])).toBe("ok");
    expect(severityOf([warning("a"), problem("b"), warning("c")])).toBe("problem");
    const { made } = run(() => Promise.resolve({ found: "there", advice: [warning("clean it")] }));
    expect(await made).toMatchObject({ check: "camera door", severity: "warning", found: "there" });
  });

  it("that throws is a problem, in the words of what it threw", async () => {
    const { made, scheduler } = run(() => Promise.reject(new Error("the cable is cut")));
    expect(await made).toMatchObject({ severity: "problem", advice: [{ text: "the cable is cut" }] });
    expect(scheduler.pending).toBe(0);
  });

  it("that takes too long is given up, and told to end", async () => {
    let told: AbortSignal | null = null;
    const { made, scheduler } = run((signal) => {
      told = signal;
      return never();
    });
    scheduler.advance(4999);
    scheduler.advance(1);
    expect(await made).toMatchObject({
      severity: "problem",
      advice: [{ text: "it took longer than 5 s and was given up" }],
    });
    expect(told).toMatchObject({ aborted: true });
  });

  it("ends with the command", async () => {
    const { made, abort } = run(
      (signal) =>
        new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("ended")))),
    );
    abort.abort();
    expect(await made).toMatchObject({ advice: [{ text: "ended" }] });
  });
});
