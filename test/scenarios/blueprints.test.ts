import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { watchConfig } from "../../src/adapters/config-files/watch-config.ts";
import { checkAt, readConfiguration } from "../../src/app/configuration.ts";
import { eventually } from "../fakes/eventually.ts";
import { asked, fields, RuleBench } from "../fakes/rule-bench.ts";

const RULES = `rules:
  - id: porch-light
    use_blueprint: { path: light-for-visitors, input: { camera: front_door, light: porch_light, after: "08:00" } }
  - id: strangers
    use_blueprint: { path: record-strangers.yaml, input: { cameras: front_door, message: "{{ trigger.camera }}!" } }
`;

/** A house on the disk, with the blueprints that come with Gatehouse. */
let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-blueprints-"));
  path = join(folder, "gatehouse.yaml");
  cpSync("gatehouse.example.yaml", path);
  cpSync("rules/blueprints", join(folder, "rules/blueprints"), { recursive: true });
  writeFileSync(join(folder, "rules/mine.yaml"), RULES);
});
afterEach(() => rmSync(folder, { recursive: true }));

test("two rules of three lines light the porch and record a stranger", async () => {
  const { program } = await readConfiguration(path);
  const house = new RuleBench(program, "sentry");
  expect(asked(house.send(1, "person.appeared", fields.appeared()))).toEqual(["device:porch_light:on"]);
  expect(asked(house.send(3, "face.unknown", fields.unknown()))).toEqual([
    "record:front_door:person.left:",
    "notify:front_door!:",
  ]);
  // They stay, which is told already.
  expect(asked(house.timer(21))).toEqual([]);
  expect(asked(house.timer(121))).toEqual(["device:porch_light:off"]);
});

test("an edited blueprint is noticed, and the rules that are made from it are others then", async () => {
  const before = await readConfiguration(path);
  let changes = 0;
  const stop = watchConfig(before, () => (changes += 1));
  const blueprint = join(folder, "rules/blueprints/light-for-visitors.yaml");
  writeFileSync(blueprint, readFileSync(blueprint, "utf8").replace("default: 2m", "default: 5m"));
  await eventually(() => changes > 0);
  stop();
  const after = await readConfiguration(path);
  const fingerprints = [before, after].map(({ program }) =>
    ["porch-light", "strangers"].map((id) => program.rules.get(id)?.fingerprint),
  );
  expect(fingerprints[1]?.[0]).not.toBe(fingerprints[0]?.[0]);
  expect(fingerprints[1]?.[1]).toBe(fingerprints[0]?.[1]);
});

test("one that does not hold any more is refused with both places", async () => {
  const blueprint = join(folder, "rules/blueprints/light-for-visitors.yaml");
  writeFileSync(blueprint, readFileSync(blueprint, "utf8").replace("!input light", "!input lihgt"));
  const checked = await checkAt(path);
  const places = (checked.ok ? [] : checked.problems).map(({ position, blueprint: from }) =>
    [position, from?.position]
      .flatMap((at) => at ?? [])
      .map(({ file, line }) => [file.slice(folder.length + 1), line]),
  );
  expect(places).toEqual([
    [["rules/blueprints/light-for-visitors.yaml", 23]],
    [
      ["rules/mine.yaml", 3],
      ["rules/blueprints/light-for-visitors.yaml", 23],
    ],
  ]);
});
