import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Journal } from "../../../../src/adapters/sqlite/journal.ts";
import { openPersonEraser } from "../../../../src/adapters/sqlite/erase-person.ts";
import type { PersonEraser } from "../../../../src/events/erasure.ts";
import type { EventDraft } from "../../../../src/events/catalogue.ts";
import type { MediaRef } from "../../../../src/events/envelope.ts";
import { drafts } from "../../../fakes/event-drafts.ts";
import { journalFolder } from "./stand.ts";

const forgotten = { name: "anna", token: "removed-1" };
const picture = (path: string) => ({ kind: "picture" as const, path });

let folder: string;
let journal: Journal;
let eraser: PersonEraser;
let deleted: string[];

beforeEach(async () => {
  const stand = journalFolder();
  folder = stand.folder;
  journal = await stand.open();
  deleted = [];
  const opened = openPersonEraser({
    path: stand.path,
    deleteMedia: async (paths) => void deleted.push(...paths),
  });
  if (opened === null) throw new Error("no journal");
  eraser = opened;
});
afterEach(() => {
  eraser.close();
});

/** Everything that lies on the disk of the journal, as it is. */
function onDisk(): string {
  return readdirSync(folder)
    .map((name) => readFileSync(`${folder}/${name}`, "latin1"))
    .join("");
}

test("without a journal there is nothing to take anybody out of", () => {
  expect(openPersonEraser({ path: `${folder}/none.db`, deleteMedia: async () => undefined })).toBeNull();
});

test("the person's events keep their place and lose the name and the pictures", async () => {
  await journal.writer.append([
    drafts.recognized("anna", { media: [picture("media/a.jpg")] }),
    drafts.recognized("ben", { media: [picture("media/b.jpg")] }),
    drafts.started(),
  ]);
  const before = await journal.reader.events({});
  expect(await eraser.erase(forgotten)).toEqual({
    events: 1,
    traces: 0,
    media: ["media/a.jpg"],
    wiped: true,
  });
  expect(deleted).toEqual(["media/a.jpg"]);
  expect(await journal.reader.events({})).toEqual([
    { ...before[0], person: "removed-1", media: [] },
    before[1],
    before[2],
  ]);
});

const scene = (path: string, ...shows: { track: number; person: string | null }[]): MediaRef => ({
  ...{ kind: "picture", path },
  shows,
});

test("pictures about others that show the person go too, and those alone", async () => {
  await journal.writer.append([
    drafts.recognized("anna"),
    drafts.recognized("ben", {
      media: [
        scene("media/ben.jpg", { track: 8, person: "ben" }),
        scene("media/both.jpg", { track: 8, person: "ben" }, { track: 9, person: "anna" }),
      ],
    }),
  ]);
  expect(await eraser.erase(forgotten)).toMatchObject({ media: ["media/both.jpg"] });
  const [, ben] = await journal.reader.events({});
  expect(ben).toMatchObject({ media: [{ path: "media/ben.jpg" }] });
  expect(onDisk()).not.toContain("both.jpg");
});

test("a picture of the time before the person was recognised goes too, by the track, for ten minutes", async () => {
  const ben = (track: number, path: string, t: number): EventDraft => ({
    ...drafts.recognized("ben", {
      media: [scene(path, { track: 8, person: "ben" }, { track, person: null })],
    }),
    t,
  });
  const t = 10_000_000;
  const minutes = 60_000;
  await journal.writer.append([
    ben(7, "media/shortly-before.jpg", t - 9 * minutes),
    ben(7, "media/long-before.jpg", t - 11 * minutes),
    ben(6, "media/somebody-else.jpg", t),
    { ...drafts.unknown(), track: 7, media: [picture("media/taken-for-a-stranger.jpg")], t: t - 1_000 },
    { ...drafts.recognized("anna", { track: 7 }), t },
  ]);
  const { media } = await eraser.erase(forgotten);
  expect(media).toEqual(["media/shortly-before.jpg", "media/taken-for-a-stranger.jpg"]);
});

test("a snapshot, and a clip's thumbnail, in which the person was seen go; the clip stays", async () => {
  const when = { at: 1, t: 1_000_000, source: "camera:front_door", camera: "front_door" };
  const clip = { kind: "clip" as const, path: "clips/c.mp4" };
  await journal.writer.append([
    drafts.recognized("anna"),
    {
      ...{ name: "snapshot.taken", ...when, request: "r1" },
      media: [scene("media/snapshot.jpg", { track: 7, person: "anna" })],
    },
    {
      ...{
        name: "recording.finished",
        ...when,
        clip: "c",
        reason: "",
        startAt: 0,
        startT: 0,
        seconds: 1,
        bytes: 1,
      },
      ...{ preRollMs: 0, media: [clip, scene("media/thumbnail.jpg", { track: 7, person: null })] },
    },
  ]);
  const { media } = await eraser.erase(forgotten);
  expect(media).toEqual(["media/snapshot.jpg", "media/thumbnail.jpg"]);
  const [, , finished] = await journal.reader.events({});
  expect(finished).toMatchObject({ media: [clip] });
});

test("sound of what was rejected while the person was there goes", async () => {
  const rejected: EventDraft = {
    ...{ name: "voice.rejected", source: "microphone:hall", at: 1, t: 1, microphone: "hall" },
    ...{ sentence: null, reason: "unsure", llr: -14 },
    ...{ people: ["anna"], media: [{ kind: "audio", path: "media/a.wav" }] },
  };
  await journal.writer.append([drafts.recognized("anna"), rejected]);
  expect(await eraser.erase(forgotten)).toMatchObject({ media: ["media/a.wav"] });
});

test("a decision keeps its place in the chain without the links to what is gone, and what it was judged by as well", async () => {
  const media = [scene("media/anna.jpg", { track: 7, person: "anna" })];
  const stranger = scene("media/stranger.jpg", { track: 3, person: null });
  const [face] = await journal.writer.append([drafts.recognized("anna", { media })]);
  await journal.writer.append([drafts.made("r1", { device: "door", cause: face?.id ?? "" })]);
  journal.judged("r1", JSON.stringify({ state: { faces: [{ person: "anna", media }] } }));
  await journal.writer.append([{ ...drafts.denied("r1", { device: "door" }), media: [...media, stranger] }]);
  await eraser.erase(forgotten);
  const chain = await journal.reader.chainOf("r1");
  expect(chain.find(({ name }) => name === "request.denied")).toMatchObject({ media: [stranger] });
  expect(onDisk()).not.toContain("media/anna.jpg");
});

test("the chain of a decision is as long as before, and nobody's", async () => {
  const [face] = await journal.writer.append([drafts.recognized("anna")]);
  await journal.writer.append([drafts.made("r1", { device: "door", cause: face?.id ?? "" })]);
  await journal.guardStore.commit({
    allowed: drafts.allowed("r1", { device: "door", evidence: [face?.id ?? ""] }),
    spends: [{ person: "anna", camera: "front_door", track: "run-1/7", t: 0, at: 9e15, boot: "boot-1" }],
    debt: null,
  });
  const before = await journal.reader.chainOf("r1");
  await eraser.erase(forgotten);
  const after = await journal.reader.chainOf("r1");
  expect(after.map(({ id, name, seq }) => [id, name, seq])).toEqual(
    before.map(({ id, name, seq }) => [id, name, seq]),
  );
  expect(JSON.stringify(after)).not.toContain("anna");
  expect(await journal.guardStore.recentSpends()).toMatchObject([{ person: "removed-1" }]);
});

test("stories and memory of rules lose the name", async () => {
  const step = { path: "conditions/0", result: "true" as const, detail: 'trigger.person == "anna"', at: 1 };
  const trace = { run: "e/r", rule: "r", outcome: "finished" as const, cause: "e", at: 1, steps: [step] };
  await journal.ruleStore.saveTrace(trace);
  await journal.ruleStore.saveState(JSON.stringify({ tracks: { front: { 7: { person: "anna" } } } }));
  expect(await eraser.erase(forgotten)).toMatchObject({ traces: 1 });
  expect(await journal.ruleStore.trace("e/r")).toEqual({
    ...trace,
    steps: [{ ...step, detail: 'trigger.person == "removed-1"' }],
  });
  expect(await journal.ruleStore.loadState()).toContain('"person":"removed-1"');
});

test("nothing of the name is left on the disk, not even in the log of what was written", async () => {
  for (let i = 0; i < 30; i += 1)
    await journal.writer.append([drafts.recognized("annegret"), drafts.started()]);
  expect(onDisk().includes("annegret")).toBe(true);
  await eraser.erase({ name: "annegret", token: "removed-1" });
  expect(onDisk().includes("annegret")).toBe(false);
});

test("a name is somebody's only if somebody was seen under it", async () => {
  await journal.writer.append([
    drafts.allowed("r1", { device: "door" }),
    drafts.recognized("ben"),
    { ...drafts.recognized("x"), name: "face.unknown", nearest: "carl", stranger: null, visits: null },
  ]);
  for (const name of ["ben", "carl"]) expect(await eraser.knows(name)).toBe(true);
  for (const name of ["door", "family", "anna"]) expect(await eraser.knows(name)).toBe(false);
});

test("the daemon writes on meanwhile, and a long history is gone through", async () => {
  for (let i = 0; i < 13; i += 1) {
    await journal.writer.append(Array.from({ length: 100 }, () => drafts.recognized("anna")));
  }
  const erasing = eraser.erase(forgotten);
  await journal.writer.append([drafts.started()]);
  expect(await erasing).toMatchObject({ events: 1300 });
  expect(await eraser.erase(forgotten)).toMatchObject({ events: 0 });
  expect(await journal.reader.events({ names: ["node.started"] })).toHaveLength(1);
});

test("a copy of the journal from before an upgrade is deleted", async () => {
  writeFileSync(`${folder}/journal.db.schema-1`, "anna");
  await journal.writer.append([drafts.recognized("anna")]);
  await eraser.erase(forgotten);
  expect(readdirSync(folder)).not.toContain("journal.db.schema-1");
});
