import { describe, expect, it } from "vitest";
import { explain } from "../../../../src/app/commands/why.ts";
import { drafts } from "../../../fakes/event-drafts.ts";
import { journalStand } from "./journal-stand.ts";

const trace = {
  run: "run-of-rule",
  rule: "open-for-family",
  outcome: "finished" as const,
  cause: "e1",
  at: 1_700_000_000_000,
  steps: [
    { path: "triggers/0", result: "matched" as const, detail: "face.recognized", at: 1_700_000_000_000 },
  ],
};

async function opened() {
  const stand = await journalStand();
  const { writer, guardStore, ruleStore } = stand.daemon;
  const [look] = await writer.append([drafts.recognized("anna")]);
  await writer.append([drafts.made("r1", { device: "front", cause: look!.id })]);
  const allowed = drafts.allowed("r1", { device: "front", evidence: [look!.id] });
  await guardStore.commit({ allowed, spends: [], debt: null });
  await writer.append([
    drafts.commanded("front", { by: "r1" }),
    drafts.changed("front", "UNLOCKED", { by: "r1" }),
    drafts.completed("r1", { device: "front" }),
  ]);
  await ruleStore.saveTrace(trace);
  return stand;
}

describe("gatehouse why", () => {
  it("answers with the whole chain of the latest request as JSON", async () => {
    const { context, printed } = await opened();
    await explain("last", { json: true }, context);
    const answer = JSON.parse(printed()) as { events: { name: string }[] };
    expect(answer).toMatchObject({ request: "r1", outcome: "completed", trace });
    expect(answer.events.map((event) => event.name)).toEqual([
      "face.recognized",
      "request.made",
      "request.allowed",
      "device.commanded",
      "device.changed",
      "request.completed",
    ]);
  });

  it("answers people from evidence to the lock's answer", async () => {
    const { context, printed } = await opened();
    await explain("r1", {}, context);
    const labels = [...printed().matchAll(/^ +\+[\d.]+ s {2}(\w+)/gm)].map((match) => match[1]);
    expect(labels).toEqual(["seen", "rule", "asked", "allowed", "sent", "answered", "done"]);
    expect(printed()).toContain("triggers/0 matched: face.recognized");
  });

  it("names the latest requests when the one asked for does not exist", async () => {
    const { context } = await opened();
    await expect(explain("r7", {}, context)).rejects.toMatchObject({
      code: "WHY_NO_REQUEST",
      kind: "refused",
      message: 'There is no request "r7" in the journal; the latest are r1 (unlock front).',
    });
  });

  it("says that nothing was asked for yet", async () => {
    const { context } = await journalStand();
    await expect(explain("last", {}, context)).rejects.toMatchObject({
      message: expect.stringContaining("no request yet") as string,
    });
  });
});
