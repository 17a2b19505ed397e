import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** A place of the sources that throws an error, as the documentation's script finds it. */
interface ErrorUse {
  readonly codes: readonly string[];
  readonly kinds: readonly string[];
  readonly message: string;
  readonly file: string;
}

const root = new URL("../../../../", import.meta.url);
const { errorUses } = (await import(new URL("scripts/docs/error-uses.mjs", root).href)) as {
  errorUses: () => readonly ErrorUse[];
};
const { errorsPage } = (await import(new URL("scripts/docs/errors-page.mjs", root).href)) as {
  errorsPage: (uses: readonly ErrorUse[]) => string;
};
const page = readFileSync(new URL("docs/reference/errors.md", root), "utf8");
const documented = [...page.matchAll(/^\| `([A-Z0-9_]+)` \|/gm)].map(([, code = ""]) => code);
const sources = readdirSync(new URL("src/", root), { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts"))
  .map((path) => readFileSync(new URL(`src/${path}`, root), "utf8"))
  .join("\n");

describe("the reference of errors", () => {
  it("is up to date (npm run docs)", { timeout: 60_000 }, () => {
    expect(page).toBe(errorsPage(errorUses()));
  });

  it("holds every code that is thrown", () => {
    const thrown = [...sources.matchAll(/new GatehouseError\(\s*"([^"]*)"/g)].map(([, code = ""]) => code);
    expect(thrown.length).toBeGreaterThan(80);
    expect(thrown.filter((code) => !documented.includes(code))).toEqual([]);
  });

  it("holds no code that is gone", () => {
    expect(documented.filter((code) => !sources.includes(`"${code}"`))).toEqual([]);
  });

  it("is sorted, each code once", () => {
    expect(documented).toEqual([...new Set(documented)].sort());
  });
});

describe("a code", () => {
  const use = { codes: ["DOOR_STUCK"], kinds: ["failed"], message: "the door is stuck", file: "src/a.ts" };

  it("is documented with its exit code, all its messages and places", () => {
    const other = { ...use, message: "the door is stuck: … | …", file: "src/b.ts" };
    expect(errorsPage([use, other])).toContain(
      "| `DOOR_STUCK` | failed | 1 | the door is stuck<br>the door is stuck: … \\| … | `src/a.ts`<br>`src/b.ts` |",
    );
  });

  it("has one kind: another one would be another meaning", () => {
    expect(() => errorsPage([use, { ...use, kinds: ["missing"] }])).toThrow(
      "DOOR_STUCK is of the kinds failed, missing",
    );
  });

  it.each(["doorStuck", "DOOR", "DOOR-STUCK", "DOOR_STUCK_"])("is not written %s", (code) => {
    expect(() => errorsPage([{ ...use, codes: [code] }])).toThrow(`${code} is not written LIKE_THIS`);
  });
});
