import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CommandContext } from "../../src/app/command-context.ts";
import { registerPeople } from "../../src/app/commands/people.ts";
import { TextSink } from "../fakes/command-context.ts";
import { developmentData } from "../fakes/development-data.ts";

const data = developmentData();
const clip = (name: string): string => join(data ?? "", "video/signers", name);

const config = {
  vision: { recognize: 0.58, margin: 0.08, live: 0.5 },
  people: { groups: ["family", "friend"] },
  models: {},
};

/** Real people before one webcam, through the commands that a household types. */
describe.skipIf(data === null)("enrolment that can be trusted (needs the development data)", () => {
  let state: string;
  beforeAll(async () => (state = await mkdtemp(join(tmpdir(), "people-"))));
  afterAll(() => rm(state, { recursive: true }));

  async function people(...args: string[]): Promise<{ out: TextSink; err: string; code: string | null }> {
    const [out, err] = [new TextSink(), new TextSink()];
    const context = {
      ...{ out, err, signal: new AbortController().signal },
      config: () => Promise.resolve({ config, path: join(state, "gatehouse.yaml") }),
      stateDirectory: () => Promise.resolve(state),
    };
    const program = new Command().exitOverride();
    registerPeople(program, context as unknown as CommandContext);
    try {
      await program.parseAsync(["people", ...args], { from: "user" });
      return { out, err: err.text, code: null };
    } catch (error) {
      return { out, err: err.text, code: (error as { code: string }).code };
    }
  }

  test("says how well the pictures fit each other, and keeps what the person agreed to", async () => {
    const added = await people(
      ...["add", "anna", "--group", "family", "--consent", "may open the door"],
      ...[clip("signerA_again.mkv"), clip("signerA_no.mkv")],
    );
    expect(added.out.text).toMatch(/weakest own similarity is 0\.[6-9]\d \(signerA/);
    const listed = await people("list");
    expect(listed.out.text).toMatch(
      /^anna {2}family {2}2 from .* consent of \d{4}-\d\d-\d\d: may open the door$/m,
    );
  });

  test("does not take the same person under a second name unless told that they are two", async () => {
    const twin = ["add", "berta", "--group", "friend", clip("signerA_help.mkv")];
    expect((await people(...twin)).code).toBe("PEOPLE_LOOKS_LIKE");
    const told = await people(...twin, "--lookalike", "anna", "--json");
    expect(told.code).toBeNull();
    expect(told.err).toMatch(/berta looks like anna/);
    const [seen] = (await people("identify", clip("signerA_yes.mkv"), "--json")).out.json();
    expect(seen).not.toMatchObject({ identity: "recognized" });
    expect((await people("remove", "berta")).code).toBeNull();
    expect((await people("identify", clip("signerA_yes.mkv"), "--json")).out.json()).toMatchObject([
      { identity: "recognized", person: "anna" },
    ]);
  });

  test("keeps who it was not, and never the person as that", async () => {
    expect((await people("not", "anna", clip("signerA_yes.mkv"))).code).toBe("PEOPLE_IS_THE_PERSON");
    expect((await people("not", "anna")).code).toBe("PEOPLE_NOT_NOTHING");
    expect((await people("not", "carl", clip("signerC_walk.mkv"))).code).toBe("PEOPLE_NOT_ENROLLED");
    const kept = await people("not", "anna", clip("signerC_walk.mkv"), "--json");
    expect(kept.out.json()).toMatchObject([{ name: "anna", total: 1, kept: [{ shadows: 0 }] }]);
    expect((await people("identify", clip("signerA_yes.mkv"), "--json")).out.json()).toMatchObject([
      { identity: "recognized", person: "anna" },
    ]);
    expect((await people("not", "anna", "--clear", "--json")).out.json()).toEqual([
      { name: "anna", cleared: 1 },
    ]);
  });

  test("measures a household, and proposes nothing for people who cannot be told apart", async () => {
    const house = join(state, "house");
    for (const [person, signer, clips] of [
      ["anna", "A", ["again", "no"]],
      ["carl", "C", ["book", "walk"]],
    ] as const) {
      await mkdir(join(house, person), { recursive: true });
      for (const name of clips) {
        const file = `signer${signer}_${name}.mkv`;
        await cp(clip(file), join(house, person, file));
      }
    }
    const measured = await people("calibrate", house, "--json");
    const [found] = measured.out.json() as [{ proposal: { kind: string; rates: { threshold: number } } }];
    expect(measured.code).toBeNull();
    expect(found.proposal.rates.threshold).toBe(0.58);
    expect(found).toMatchObject({
      proposal: { rates: { falseAccepts: { bound: "rule of three", looksPassed: 0 } } },
    });
    await mkdir(join(house, "_others"));
    await cp(clip("signerA_help.mkv"), join(house, "_others", "help.mkv"));
    const mixed = await people("calibrate", house);
    expect(mixed.code).toBe("PEOPLE_NO_THRESHOLD");
    expect(mixed.out.text).toMatch(/No threshold is proposed/);
    expect((await people("calibrate", join(house, "anna"))).code).toBe("PEOPLE_CALIBRATION_EMPTY");
  }, 60_000);
});
