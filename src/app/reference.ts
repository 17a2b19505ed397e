import { blueprintSchema } from "./reference/blueprint-schema.ts";
import { shapeOf, type JsonSchema } from "../config/schema-shape.ts";
import { BlueprintDocument, BlueprintHeader, RulesFile } from "../config/schema/blueprints.ts";
import { GatehouseConfig } from "../config/schema/gatehouse.ts";
import { RuleTestsDocument } from "../config/schema/rule-tests.ts";
import { GatehouseEvent } from "../events/catalogue.ts";
import { checkParts } from "./configuration.ts";
import { eventsPage } from "./reference/events-page.ts";
import { mistakesPage } from "./reference/mistakes-page.ts";
import { schemaPage } from "./reference/schema-page.ts";
import { expressionsSection } from "./reference/expressions-section.ts";

/** Every generated file of the repository, by path: the reference pages and the JSON Schemas for editors. */
export async function generatedFiles(): Promise<Record<string, string>> {
  const config = shapeOf(GatehouseConfig);
  const rules = shapeOf(RulesFile);
  const tests = shapeOf(RuleTestsDocument);
  return {
    "schema/gatehouse.schema.json": schemaFile(config, "gatehouse.yaml"),
    "schema/rules.schema.json": schemaFile(rules, "A rule file of Gatehouse"),
    "schema/blueprint.schema.json": schemaFile(
      blueprintSchema(shapeOf(BlueprintDocument)),
      "A blueprint of Gatehouse",
    ),
    "docs/reference/blueprints.md": schemaPage({
      title: "Blueprints",
      intro: BLUEPRINTS,
      schema: {
        type: "object",
        properties: { blueprint: shapeOf(BlueprintHeader) },
        required: ["blueprint"],
      },
    }),
    "schema/rule-tests.schema.json": schemaFile(withRules(tests), "Tests of rules of Gatehouse"),
    "docs/reference/rule-tests.md": schemaPage({ title: "Tests of rules", intro: TESTS, schema: tests }),
    "docs/reference/configuration.md": schemaPage({
      title: "gatehouse.yaml",
      intro: CONFIGURATION,
      schema: config,
    }),
    "docs/reference/rules.md": `${schemaPage({ title: "Rule files", intro: RULES, schema: rules })}\n${expressionsSection()}`,
    "docs/rule-mistakes.md": await mistakesPage({ ...checkParts(), timeZone: "UTC" }),
    "docs/reference/events.md": eventsPage(shapeOf(GatehouseEvent)),
  };
}

const CONFIGURATION = `Looked for at \`./gatehouse.yaml\`, then \`/etc/gatehouse/gatehouse.yaml\`, or where \`--config FILE\` says. \`gatehouse check\`
tells what is wrong with it, with file, line and column.

- Durations carry their unit: \`500ms\`, \`10s\`, \`2m\`, \`1 h\`, \`14 days\`. Sizes too: \`500 MB\`, \`20 GB\`.
- \`!env NAME\` takes a text from the environment, \`!file PATH\` from a file (relative to this one). Use them for secrets.
- Names are of small letters, digits and \`_\`, and begin with a letter.
- For completion in an editor, begin the file with
  \`# yaml-language-server: $schema=PATH/schema/gatehouse.schema.json\`.`;

const RULES = `Every \`.yaml\` file in the folder \`rules/\` beside \`gatehouse.yaml\` (or where its key \`rules\` says); \`*.test.yaml\` are left out.
Saving a file reloads all of them; while one has an error, what ran before stays in force.

For completion in an editor, begin the file with \`# yaml-language-server: $schema=PATH/schema/rules.schema.json\`.`;

const BLUEPRINTS = `Every \`.yaml\` file in the folder \`blueprints\` of the rules is a blueprint: a rule without \`id\`, \`alias\` and \`enabled\`, with
\`blueprint:\` at its beginning. Its other keys are those of [a rule](rules.md). A value of any of them may be \`!input NAME\`; expressions
read inputs as \`input.NAME\`: texts, names, durations and times of day as they are written, lists as lists of texts. What a value is,
it stays: it becomes neither YAML nor a part of an expression.

For completion in an editor, begin the file with \`# yaml-language-server: $schema=PATH/schema/blueprint.schema.json\`, and tell the
editor about the tag (VS Code: \`"yaml.customTags": ["!input scalar"]\`).`;

const TESTS = `A file whose name ends with \`.test.yaml\`, beside the rule files, holds tests of all rules of the house; \`gatehouse rules test\`
runs them. No device is reached, no time passes, and the guard is not asked: what is tested is what rules ask for. A mode that
a rule asks for is set at once, unless the mode before is guarded; devices do not answer, their changes are events of the test.`;

/** Editors look up in the schema of rule files what rules are. */
function withRules(tests: JsonSchema): JsonSchema {
  const rules = { ...tests.properties?.rules, $ref: "rules.schema.json#/properties/rules" };
  return { ...tests, properties: { ...tests.properties, rules } };
}

function schemaFile(schema: object, title: string): string {
  return `${JSON.stringify({ ...schema, title }, null, 2)}\n`;
}
