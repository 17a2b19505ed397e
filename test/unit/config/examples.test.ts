import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it, test } from "vitest";
import { sunClockAt } from "../../../src/adapters/sun/sun-clock.ts";
import { configIo } from "../../../src/adapters/config-files/config-io.ts";
import { CelLanguage } from "../../../src/adapters/cel/cel-language.ts";
import { checkConfiguration } from "../../../src/app/check-configuration.ts";
import { formatProblem } from "../../../src/config/problem.ts";
import { parseTemplate } from "../../../src/perception/voice/template.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** What the check says of a configuration file, whose text may be changed. */
async function checked(file: string, changed: (text: string) => string = (text) => text) {
  const path = `${root}${file}`;
  const result = await checkConfiguration(path, {
    io: {
      ...configIo,
      readFile: async (name) => {
        const text = await configIo.readFile(name);
        return name === path ? changed(text) : text;
      },
    },
    language: new CelLanguage(),
    checkSentence: (sentence) => parseTemplate(sentence),
    sunClock: sunClockAt,
    timeZone: "UTC",
  });
  const problems = result.ok ? result.warnings : result.problems;
  return { result, problems: problems.map((problem) => formatProblem(problem, root)) };
}

test("the example of a car holds without a warning", async () => {
  const { result, problems } = await checked("examples/vehicle/gatehouse.yaml");
  expect(problems).toEqual([]);
  expect(result.ok && result.program.rules.size).toBe(7);
});

describe("the example configuration with the example rules", () => {
  it.each([
    ["as it is", (text: string) => text],
    ["with a challenge", (text: string) => text.replace(/# (- \{ by: face.*challenge: say-code \})/, "$1")],
    [
      "with the weaker challenge",
      (text: string) => text.replace(/# (- \{ by: face.*)say-code \}/, "$1turn-head }"),
    ],
  ])("holds without a warning, %s", async (how, changed) => {
    const text = readFileSync(`${root}gatehouse.example.yaml`, "utf8");
    expect(changed(text) === text).toBe(how === "as it is");
    const { result, problems } = await checked("gatehouse.example.yaml", changed);
    expect(problems).toEqual([]);
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
    ["examples/vehicle/gatehouse.yaml", "../../schema/gatehouse.schema.json"],
    ["examples/vehicle/rules/vehicle.yaml", "../../../schema/rules.schema.json"],
    ["examples/vehicle/rules/vehicle.test.yaml", "../../../schema/rule-tests.schema.json"],
  ])("%s names its schema for editors", (file, schema) => {
    expect(readFileSync(`${root}${file}`, "utf8").split("\n")[0]).toBe(
      `# yaml-language-server: $schema=${schema}`,
    );
  });
});
