import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { showTraces } from "../../../../src/app/commands/rules.ts";
import { explainNot } from "../../../../src/app/commands/why-not.ts";
import type { Trace } from "../../../../src/rules/ports.ts";
import { drafts } from "../../../fakes/event-drafts.ts";
import { journalStand } from "./journal-stand.ts";

const AT = 1_700_000_000_000;
const RULES = `rules:
  - id: open
    triggers: [{ trigger: face, camera: side_door }]
    conditions: ['mode == "sentry"']
    actions: [{ action: mode, set: home }]
  - { id: off, enabled: false, triggers: [{ trigger: start }], actions: [{ action: mode, set: home }] }
`;

const refused: Trace = {
  run: "e9/open",
  rule: "open",
  outcome: "condition-false",
  cause: "e9",
  at: AT + 60_000,
  steps: [
    { path: "triggers/0", result: "matched", detail: "the face of anna at side_door", at: AT + 60_000 },
    { path: "conditions/0", result: "false", detail: 'mode == "sentry" (mode = "home")', at: AT + 60_000 },
  ],
};

async function opened() {
  const stand = await journalStand();
  const directory = await stand.context.stateDirectory();
  const path = join(directory, "gatehouse.yaml");
  mkdirSync(join(directory, "rules"));
  writeFileSync(
    path,
    "node: test\nmqtt: embedded\ncameras: { side_door: { source: /dev/video0 } }\nmodes: { home: {}, sentry: {} }\n",
  );
  writeFileSync(join(directory, "rules", "a.yaml"), RULES);
  const context = { ...stand.context, configPath: () => Promise.resolve(path) };
  const ask = (rule: string, options = {}) =>
    explainNot(rule, { since: "1h", ...options }, context, { now: () => ({ at: AT + 120_000, t: 0 }) });
  return { ...stand, context, ask };
}

describe("gatehouse why --not", () => {
  it("names the condition that was false, and the values it had", async () => {
    const { daemon, ask, printed } = await opened();
    await daemon.ruleStore.saveTrace(refused);
    await ask("open");
    expect(printed().split("\n")[0]).toMatch(
      /^open: trigger 1 matched at [\d:.]+, but condition 1 was false: mode == "sentry" \(mode = "home"\)$/,
    );
  });

  it("names what the trigger expected and what came instead", async () => {
    const { daemon, ask, printed } = await opened();
    await daemon.writer.append([drafts.recognized("anna")]);
    await ask("open");
    expect(printed().split("\n")[0]).toMatch(
      /^open: no trigger matched at [\d:.]+: trigger 1: camera was front_door, expected side_door$/,
    );
  });

  it("says that a request of it was denied, and why", async () => {
    const { daemon, ask, printed } = await opened();
    const [look] = await daemon.writer.append([drafts.recognized("anna")]);
    await daemon.writer.append([drafts.made("e1/open/1", { cause: look!.id }), drafts.denied("e1/open/1")]);
    const asked = { path: "actions/0", result: "requested" as const, detail: "e1/open/1", at: AT + 60_000 };
    await daemon.ruleStore.saveTrace({ ...refused, outcome: "finished", steps: [refused.steps[0]!, asked] });
    await ask("open");
    expect(printed()).toContain("it did run: trigger 1 matched");
    expect(printed()).toContain('"mode sentry" was denied: the last look is too old');
  });

  it("says who has switched it off, and how it is switched on again", async () => {
    const { daemon, ask, printed } = await opened();
    await daemon.writer.append([drafts.switched("open", false)]);
    await ask("open");
    expect(printed()).toMatch(
      /^open is switched off since .*, by the command line; gatehouse rules enable open\n/,
    );
    await daemon.writer.append([drafts.switched("open", true)]);
    await ask("open");
    expect(printed()).toContain("nothing came near its triggers");
  });

  it("says that nothing came near it, that it is switched off, or that there is none", async () => {
    const { ask, printed } = await opened();
    await ask("open");
    expect(printed()).toContain("nothing came near its triggers, which wait for face.recognized");
    await ask("off");
    expect(printed()).toContain("off is switched off: enabled: false.");
    await expect(ask("opne")).rejects.toMatchObject({
      code: "WHY_NO_RULE",
      message: expect.stringContaining("did you mean open?") as string,
    });
  });

  it("prints the same as JSON", async () => {
    const { daemon, ask, printed } = await opened();
    await daemon.ruleStore.saveTrace(refused);
    await ask("open", { json: true });
    expect(JSON.parse(printed())).toMatchObject({
      rule: "open",
      enabled: true,
      entries: [{ kind: "run", trace: refused }],
    });
  });
});

describe("gatehouse rules trace", () => {
  it("shows each step at its place in the YAML", async () => {
    const { daemon, context, printed } = await opened();
    await daemon.ruleStore.saveTrace(refused);
    await showTraces("open", {}, context);
    expect(printed()).toContain('  conditions[0]  false: mode == "sentry" (mode = "home")');
  });

  it("keeps to one outcome, and knows their names", async () => {
    const { daemon, context, printed } = await opened();
    await daemon.ruleStore.saveTrace(refused);
    await showTraces("open", { outcome: "finished" }, context);
    expect(printed()).toContain("No such run of open is kept");
    await expect(showTraces("open", { outcome: "good" }, context)).rejects.toMatchObject({ kind: "usage" });
  });
});
