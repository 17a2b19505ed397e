import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { sunClockAt } from "../../../src/adapters/sun/sun-clock.ts";
import { configIo } from "../../../src/adapters/config-files/config-io.ts";
import { CelLanguage } from "../../../src/adapters/cel/cel-language.ts";
import { checkConfiguration } from "../../../src/app/check-configuration.ts";
import { formatProblem } from "../../../src/config/problem.ts";
import { parseTemplate } from "../../../src/perception/voice/template.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

describe("the example configuration with the example rules", () => {
  it.each([
    ["as it is", (text: string) => text],
    ["with a challenge", (text: string) => text.replace(/# (- \{ by: face.*challenge: say-code \})/, "$1")],
    [
      "with the weaker challenge",
      (text: string) => text.replace(/# (- \{ by: face.*)say-code \}/, "$1turn-head }"),
    ],
  ])("holds without a warning, %s", async (how, changed) => {
    const path = `${root}gatehouse.example.yaml`;
    const text = readFileSync(path, "utf8");
    expect(changed(text) === text).toBe(how === "as it is");
    const result = await checkConfiguration(path, {
      io: {
        ...configIo,
        readFile: (file) => (file === path ? Promise.resolve(changed(text)) : configIo.readFile(file)),
      },
      language: new CelLanguage(),
      checkSentence: (sentence) => parseTemplate(sentence),
      sunClock: sunClockAt,
      timeZone: "UTC",
    });
    const problems = result.ok ? result.warnings : result.problems;
    expect(problems.map((problem) => formatProblem(problem, root))).toEqual([]);
    expect(result.ok && result.program.rules.size).toBeGreaterThan(4);
  });

  it.each([
    ["gatehouse.example.yaml", "schema/gatehouse.schema.json"],
    ["rules/story.yaml", "../schema/rules.schema.json"],
    ["rules/household.yaml", "../schema/rules.schema.json"],
    ["rules/blueprints/open-for-family.yaml", "../../schema/blueprint.schema.json"],
    ["rules/blueprints/record-strangers.yaml", "../../schema/blueprint.schema.json"],
    ["rules/blueprints/mode-by-voice.yaml", "../../schema/blueprint.schema.json"],
    ["rules/blueprints/light-for-visitors.yaml", "../../schema/blueprint.schema.json"],
  ])("%s names its schema for editors", (file, schema) => {
    expect(readFileSync(`${root}${file}`, "utf8").split("\n")[0]).toBe(
      `# yaml-language-server: $schema=${schema}`,
    );
  });
});
