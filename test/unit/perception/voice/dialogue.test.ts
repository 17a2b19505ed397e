import { describe, expect, it } from "vitest";
import {
  advance,
  ASLEEP,
  AWAKE_MS,
  expectationOf,
  holdWhileDeaf,
  isCalled,
} from "../../../../src/perception/voice/dialogue.ts";
import type { Verdict } from "../../../../src/perception/voice/verdict.ts";

const command = (wakeEndMs: number | null): Verdict => ({
  kind: "commanded",
  wakeEndMs,
  sentence: "turn on sentry mode",
  intent: "sentry",
  slots: {},
  llr: 0,
});
const rejection = (
  wakeEndMs: number | null,
  reason: "unsure" | "not-a-command" | "no-wake-phrase",
): Verdict => ({
  kind: "rejected",
  wakeEndMs,
  reason,
  sentence: "turn on sentry mode",
  llr: -30,
});
const woken: Verdict = { kind: "woken", llr: 0, wakeEndMs: 900 };
const said = (verdict: Verdict, startT = 10_000): { verdict: Verdict; startT: number; endT: number } => ({
  verdict,
  startT,
  endT: startT + 1_000,
});
const AWAKE = { awakeUntilT: 12_000, forMs: AWAKE_MS, followUp: false };
const NEEDED = { needsWake: true, followUpMs: 0 };
const FREE = { needsWake: false, followUpMs: 0 };

describe("whether somebody has called", () => {
  it("is so by the phrase, and awake", () => {
    expect(isCalled(ASLEEP, said(rejection(900, "unsure")))).toBe(true);
    expect(isCalled(AWAKE, said(rejection(null, "unsure")))).toBe(true);
  });

  it("is not so without either, nor behind another command", () => {
    expect(isCalled(ASLEEP, said(rejection(null, "unsure")))).toBe(false);
    expect(isCalled(AWAKE, said(rejection(null, "unsure"), 12_001))).toBe(false);
    expect(isCalled({ ...AWAKE, followUp: true }, said(rejection(null, "no-wake-phrase")))).toBe(false);
  });
});

describe("a microphone that waits for its wake phrase", () => {
  it("takes phrase and command in one breath", () => {
    expect(advance(ASLEEP, said(command(900)), NEEDED)).toEqual({
      dialogue: ASLEEP,
      reports: ["woken", "commanded"],
    });
  });

  it("is awake for five seconds behind the phrase alone", () => {
    const { dialogue, reports } = advance(ASLEEP, said(woken), NEEDED);
    expect(reports).toEqual(["woken"]);
    expect(dialogue.awakeUntilT).toBe(11_000 + AWAKE_MS);
    expect(expectationOf(dialogue, { startT: 15_999, needsWake: true })).toBe("command");
    expect(expectationOf(dialogue, { startT: 16_001, needsWake: true })).toBe("addressed");
  });

  it("sleeps again after a command", () => {
    expect(advance(AWAKE, said(command(null)), NEEDED)).toEqual({ dialogue: ASLEEP, reports: ["commanded"] });
  });

  it("says nothing of commands and speech that are not for it", () => {
    for (const verdict of [command(null), rejection(null, "no-wake-phrase"), { kind: "nothing" } as const])
      expect(advance(ASLEEP, said(verdict), NEEDED)).toEqual({ dialogue: ASLEEP, reports: [] });
  });

  it("tells whoever woke it that the command was not understood, and waits for another", () => {
    const first = advance(ASLEEP, said(rejection(900, "not-a-command")), NEEDED);
    expect(first.reports).toEqual(["woken", "rejected"]);
    const second = advance(first.dialogue, said(rejection(null, "unsure"), 12_000), NEEDED);
    expect(second).toEqual({ dialogue: first.dialogue, reports: ["rejected"] });
    expect(advance(second.dialogue, said(command(null), 14_000), NEEDED).reports).toEqual(["commanded"]);
  });
});

describe("a microphone without a wake phrase", () => {
  it("takes every command and tells near misses only", () => {
    expect(advance(ASLEEP, said(command(null)), FREE).reports).toEqual(["commanded"]);
    expect(advance(ASLEEP, said(rejection(null, "unsure")), FREE).reports).toEqual(["rejected"]);
    expect(advance(ASLEEP, said(rejection(null, "not-a-command")), FREE).reports).toEqual([]);
    expect(expectationOf(ASLEEP, { startT: 0, needsWake: false })).toBe("command");
  });
});

describe("while Gatehouse speaks", () => {
  it("whoever woke it gets the whole time afterwards", () => {
    const long = holdWhileDeaf(AWAKE, { nowT: 11_000, untilT: 71_000, beforeT: -Infinity });
    expect(long.awakeUntilT).toBe(71_000 + AWAKE_MS);
    expect(holdWhileDeaf(long, { nowT: 13_000, untilT: 13_400, beforeT: 71_000 }).awakeUntilT).toBe(
      13_400 + AWAKE_MS,
    );
  });

  it("nobody is woken by it", () => {
    expect(holdWhileDeaf(ASLEEP, { nowT: 0, untilT: 1_000, beforeT: 0 })).toEqual(ASLEEP);
    expect(holdWhileDeaf(AWAKE, { nowT: 13_000, untilT: 20_000, beforeT: 0 })).toEqual(AWAKE);
  });
});
