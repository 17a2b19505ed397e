import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { removePerson, type RemovalParts } from "../../../../src/app/people/remove-person.ts";
import type { Erased, PersonEraser } from "../../../../src/events/erasure.ts";
import type { Forgotten } from "../../../../src/events/without-person.ts";
import { aPerson, peopleIn } from "../../../fakes/people-stand.ts";

const NOTHING: Erased = { events: 0, traces: 0, media: [], wiped: true };

/** A history that finds these in its rounds, one after the other. */
class FakeEraser implements PersonEraser {
  readonly asked: Forgotten[] = [];
  readonly known: string[] = [];
  readonly #rounds: Erased[];

  constructor(...rounds: Erased[]) {
    this.#rounds = rounds;
  }

  knows(name: string): Promise<boolean> {
    return Promise.resolve(this.known.includes(name));
  }

  erase(forgotten: Forgotten): Promise<Erased> {
    this.asked.push(forgotten);
    return Promise.resolve(this.#rounds.shift() ?? NOTHING);
  }

  close(): void {
    this.asked.length = 0;
  }
}

describe("forgetting somebody", () => {
  let state: string;
  beforeEach(async () => (state = await mkdtemp(join(tmpdir(), "state-"))));
  afterEach(() => rm(state, { recursive: true }));

  const parts = (eraser: PersonEraser | null): RemovalParts => ({
    store: peopleIn(state),
    eraser,
    randomToken: () => "ab12",
    pause: () => Promise.resolve(),
  });

  test("removes the templates, and the name where others are told apart from the person", async () => {
    await peopleIn(state).save(aPerson("anna"));
    await peopleIn(state).save(aPerson("ben", { lookalikes: ["anna", "carl"] }));
    expect(await removePerson("anna", parts(null))).toEqual({
      name: "anna",
      token: "removed-ab12",
      ...NOTHING,
    });
    expect((await peopleIn(state).read()).people).toEqual([aPerson("ben", { lookalikes: ["carl"] })]);
  });

  test("goes through the history again for what was under way", async () => {
    await peopleIn(state).save(aPerson("anna"));
    const eraser = new FakeEraser(
      { events: 3, traces: 1, media: ["media/a.jpg"], wiped: true },
      { events: 1, traces: 0, media: ["media/b.jpg"], wiped: true },
    );
    expect(await removePerson("anna", parts(eraser))).toMatchObject({
      events: 4,
      traces: 1,
      media: ["media/a.jpg", "media/b.jpg"],
    });
    expect(eraser.asked).toEqual([
      { name: "anna", token: "removed-ab12" },
      { name: "anna", token: "removed-ab12" },
    ]);
  });

  test("is finished when it is repeated after an interruption", async () => {
    const eraser = new FakeEraser({ events: 2, traces: 0, media: [], wiped: true });
    eraser.known.push("anna");
    expect(await removePerson("anna", parts(eraser))).toMatchObject({ events: 2 });
  });

  test("changes nothing for a name that nobody has", async () => {
    const eraser = new FakeEraser();
    await expect(removePerson("unlock", parts(eraser))).rejects.toMatchObject({
      code: "PEOPLE_NOT_ENROLLED",
      kind: "refused",
    });
    expect(eraser.asked).toEqual([]);
  });
});
