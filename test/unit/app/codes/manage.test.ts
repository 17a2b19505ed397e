import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, it } from "vitest";
import { isCodeOf } from "../../../../src/adapters/codes/code-hash.ts";
import { CodeBook } from "../../../../src/app/codes/code-book.ts";
import { runCodeHash, runCodeList, runCodeRemove, runCodeSet } from "../../../../src/app/codes/manage.ts";
import type { CommandContext } from "../../../../src/app/command-context.ts";
import { TextSink } from "../../../fakes/command-context.ts";
import { check, HOUSE } from "../../../fakes/checked-house.ts";

let directory: string;
let out: TextSink;
let shown: TextSink;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "gatehouse-codes-"));
  [out, shown] = [new TextSink(), new TextSink()];
});
afterEach(() => rm(directory, { recursive: true }));

const CODES = `codes: { anna: { person: anna }, guest: {}, fixed: { hash: "$scrypt$ln=15,r=8,p=1$${"A".repeat(22)}$${"A".repeat(43)}" } }\n`;

function context(): CommandContext {
  return {
    ...{ out, err: shown, signal: new AbortController().signal },
    config: async () => {
      const checked = await check({ config: HOUSE + CODES });
      if (!checked.ok) throw new Error("it should hold");
      return checked;
    },
    configPath: () => Promise.resolve("gatehouse.yaml"),
    stateDirectory: () => Promise.resolve(directory),
  };
}

/** A pipe, or a terminal where each line is answered when it is asked for. */
function typed(lines: readonly string[], isTTY = false) {
  const input = Object.assign(new PassThrough(), isTTY ? { isTTY, setRawMode: () => input } : {});
  if (!isTTY) input.end(lines.map((line) => `${line}\n`).join(""));
  const rest = [...lines];
  const output = new TextSink();
  output.on("newListener", () => undefined);
  const write = output.write.bind(output);
  output.write = ((text: string) => {
    shown.text += text;
    if (isTTY && text.endsWith(": ")) setImmediate(() => input.write(rest.shift() ?? "\u0003"));
    return write(text);
  }) as typeof output.write;
  return { input, output } as unknown as Parameters<typeof runCodeHash>[1];
}

const book = () => new CodeBook(directory, { anna: {}, guest: {} });

it("sets a code from a pipe; what is kept is its hash", async () => {
  await runCodeSet("anna", context(), typed(["739201"]));
  const [kept] = book().codes();
  expect(await isCodeOf(kept?.hash ?? "", "739201")).toBe(true);
  const everything = out.text + shown.text + (await readFile(join(directory, "codes.json"), "utf8"));
  expect(everything).not.toContain("739201");
});

it("asks twice at a terminal, shows nothing, and takes keys back", async () => {
  await runCodeHash({ out }, typed(["7393\u007f2201\r", "7392201\r"], true));
  expect(await isCodeOf(out.text.trim(), "7392201")).toBe(true);
  expect(shown.text).toBe("The new code: \nOnce more: \n");
});

it("changes nothing if the two differ, or if it is broken off", async () => {
  await expect(runCodeSet("anna", context(), typed(["739201\r", "739202\r"], true))).rejects.toThrow(
    "two different",
  );
  await expect(runCodeSet("anna", context(), typed(["\u0003"], true))).rejects.toThrow("Nothing was entered");
  await expect(runCodeSet("anna", context(), typed([]))).rejects.toThrow("Nothing was entered");
  expect(book().codes()).toEqual([]);
});

it.each([
  ["gest", "739201", /did you mean guest/],
  ["bob", "739201", /codes: \{ bob: \{\} \}/],
  ["fixed", "739201", /codes.fixed.hash/],
  ["anna", "1234", /tried first/],
])("does not set %s to %s", async (name, code, why) => {
  await expect(runCodeSet(name, context(), typed([code]))).rejects.toThrow(why);
});

it("lets no two codes read the same", async () => {
  await runCodeSet("anna", context(), typed(["739201"]));
  await expect(runCodeSet("guest", context(), typed(["739201"]))).rejects.toThrow("reads the same");
  await runCodeSet("anna", context(), typed(["739201"]));
});

it("lists and forgets codes", async () => {
  await runCodeSet("anna", context(), typed(["739201"]));
  out.text = "";
  await runCodeList({ json: true }, context());
  expect(out.json()).toEqual([
    { name: "anna", person: "anna", set: true },
    { name: "guest", person: null, set: false },
    { name: "fixed", person: null, set: true },
  ]);
  await runCodeRemove("anna", context());
  expect(book().codes()).toEqual([]);
  await expect(runCodeRemove("anna", context())).rejects.toThrow("nothing to forget");
});
