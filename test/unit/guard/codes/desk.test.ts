import { beforeEach, expect, it } from "vitest";
import type { EntryRecord } from "../../../../src/guard/codes/attempts.ts";
import { CodeDesk } from "../../../../src/guard/codes/desk.ts";
import type { KnownCode } from "../../../../src/guard/codes/ports.ts";
import { silentLogger } from "../../../../src/runtime/logger.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";

const CODES: Readonly<Record<string, readonly KnownCode[]>> = {
  "739201": [{ name: "anna", person: "anna", duress: false }],
  "739202": [{ name: "help", person: "anna", duress: true }],
  ["8".repeat(64)]: [{ name: "long", person: "anna", duress: false }],
  "739203": [{ name: "guest", person: null, duress: false }],
  twice: [
    { name: "bob", person: null, duress: false },
    { name: "eva", person: null, duress: false },
  ],
};

let clock: ManualClock;
let looked: string[];
let saved: Readonly<Record<string, EntryRecord>>;
let disk: "works" | "is full" | "is damaged";
let broken: boolean;
let isUnreadable: boolean;

beforeEach(() => {
  clock = new ManualClock();
  [looked, saved, disk, broken, isUnreadable] = [[], {}, "works", false, false];
});

const desk = (boot = "b1") =>
  new CodeDesk({
    ...{ clock, boot, logger: silentLogger },
    groupOf: (person) => {
      if (isUnreadable) throw new Error("nobody can read it");
      return person === "anna" ? "family" : null;
    },
    checker: {
      matches: async (code) => {
        await Promise.resolve();
        looked.push(code);
        if (broken) throw new Error("no memory");
        return CODES[code] ?? [];
      },
    },
    store: {
      load: () => {
        if (disk === "is damaged") throw new Error("damaged");
        return saved;
      },
      save: (records) => {
        if (disk === "is full") return Promise.reject(new Error("disk full"));
        saved = records;
        return Promise.resolve();
      },
    },
  });

const enter = async (at: CodeDesk, code: string, via = "mqtt") =>
  (await at.enter({ request: "r1", via, code })).outcome;

it("says whose code it was, when it was entered and for what", async () => {
  const { at, t } = clock.now();
  expect(await desk().enter({ request: "r1", via: "mqtt", code: "739201" })).toEqual({
    ...{ name: "code.entered", source: "guard", at, t, request: "r1", via: "mqtt" },
    ...{ outcome: "right", code: "anna", person: "anna", group: "family", why: "It is right." },
  });
});

it("takes a code for none while nobody can tell what its person may", async () => {
  isUnreadable = true;
  expect(await enter(desk(), "739201")).toBe("refused");
});

it("asks nobody what somebody may for a code that is nobody's", async () => {
  isUnreadable = true;
  expect(await desk().enter({ request: "r1", via: "mqtt", code: "739203" })).toMatchObject({
    ...{ outcome: "right", code: "guest", person: null, group: null },
  });
});

it("takes nothing else for a code", async () => {
  const here = desk();
  expect(await enter(here, "739204")).toBe("wrong");
  expect(await enter(here, "7".repeat(65))).toBe("wrong");
  expect(looked).toEqual(["739204"]);
});

it("takes a long code, and looks at none that is too long to have been set", async () => {
  expect(await enter(desk(), "8".repeat(64))).toBe("right");
});

it("takes a right code for right though the disk is full by then, and counts it as wrong later", async () => {
  const here = desk();
  for (const code of ["1", "2"]) await enter(here, code);
  const entered = here.enter({ request: "r1", via: "mqtt", code: "739201" });
  await Promise.resolve();
  await Promise.resolve();
  disk = "is full";
  expect((await entered).outcome).toBe("right");
  disk = "works";
  expect(saved["mqtt"]?.wrong).toBe(3);
  expect(await enter(desk(), "739201")).toBe("refused");
});

it("takes a code that is two people's for nobody's", async () => {
  const entry = await desk().enter({ request: "r1", via: "mqtt", code: "twice" });
  expect(entry).toMatchObject({ outcome: "wrong", code: null });
  expect(entry.why).toContain("bob and eva");
});

it("makes the next wait after three wrong ones, and does not look at it", async () => {
  const here = desk();
  for (const code of ["1", "2", "3"]) expect(await enter(here, code)).toBe("wrong");
  expect(await enter(here, "739201")).toBe("refused");
  expect(looked).toHaveLength(3);
  clock.advance(30_000);
  expect(await enter(here, "739201")).toBe("right");
  expect(await enter(here, "4")).toBe("wrong");
  expect(await enter(here, "739201")).toBe("right");
});

it("counts from nothing again after a right one", async () => {
  const here = desk();
  for (const code of ["1", "2", "739201", "3", "4", "5"]) expect(await enter(here, code)).not.toBe("refused");
  expect(await enter(here, "739201")).toBe("refused");
});

it("counts a code for duress as a wrong one", async () => {
  const here = desk();
  for (let i = 0; i < 3; i += 1) expect(await enter(here, "739202")).toBe("duress");
  expect(await enter(here, "739201")).toBe("refused");
});

it("counts each place of entry by itself", async () => {
  const here = desk();
  for (const code of ["1", "2", "3"]) await enter(here, code);
  expect(await enter(here, "739201", "command")).toBe("right");
});

it("counts across restarts and reboots, also what was being looked at when it was killed", async () => {
  const before = desk();
  for (const code of ["1", "2"]) await enter(before, code);
  broken = true;
  expect(await enter(before, "3")).toBe("refused");
  broken = false;
  expect(await enter(desk(), "739201")).toBe("refused");
  clock.advance(30_000);
  expect(await enter(desk("b2"), "739201")).toBe("refused");
  expect(await enter(desk(), "739201")).toBe("right");
});

it.each(["is full", "is damaged"] as const)("looks at no code while the disk %s", async (state) => {
  disk = state;
  expect(await enter(desk(), "739201")).toBe("refused");
  expect(looked).toEqual([]);
});

it("looks at one after the other, and at no more than a few", async () => {
  const here = desk();
  const outcomes = await Promise.all(["1", "2", "3", "4", "739201"].map((code) => enter(here, code)));
  expect(outcomes).toEqual(["wrong", "wrong", "wrong", "refused", "refused"]);
  expect(here.refused).toBe(1);
  expect(looked).toEqual(["1", "2", "3"]);
});
