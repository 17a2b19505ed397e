import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { keyPath } from "../../../../../src/adapters/people/people-key.ts";
import { checkPeople } from "../../../../../src/app/doctor/checks/people.ts";
import type { GatehouseConfig } from "../../../../../src/config/schema/gatehouse.ts";
import { check, HOUSE } from "../../../../fakes/checked-house.ts";
import { aPerson, peopleIn } from "../../../../fakes/people-stand.ts";

let state: string;
let config: GatehouseConfig;
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), "people-"));
  const checked = await check({ config: HOUSE });
  if (!checked.ok) throw new Error("the house does not hold");
  config = checked.config;
});
afterEach(() => rm(state, { recursive: true }));

async function enrol(name: string, group: string, model = "model"): Promise<void> {
  await peopleIn(state).save(aPerson(name, { group, model }));
}

async function look(): Promise<{ found: string; advice: string[] }> {
  const { found, advice } = await checkPeople({ config, stateDirectory: state, model: "model" });
  return { found, advice: advice.map(({ severity, text }) => `${severity}: ${text}`) };
}
const only = (text: string) => [expect.stringContaining(text) as string];

test("a house without anybody knows nobody", async () => {
  expect(await look()).toEqual({
    found: "nobody is enrolled",
    advice: only("warning: everybody is a stranger"),
  });
});

test("people of the groups that policies ask for are well", async () => {
  await enrol("ana", "family");
  expect(await look()).toEqual({ found: "1 enrolled, in family, sealed with people.key", advice: [] });
});

test("a policy that asks for nobody who is enrolled is warned about", async () => {
  await enrol("ben", "friend");
  expect((await look()).advice).toEqual(
    only("warning: the group family may unlock front_lock, and nobody enrolled is of it"),
  );
});

test("whoever was enrolled with another model has to be enrolled again", async () => {
  await enrol("ana", "family", "an older model");
  expect((await look()).advice).toEqual(only("problem: ana was enrolled with another embedding model"));
});

test("a key that others may read, and one that is gone, are problems", async () => {
  await enrol("ana", "family");
  await chmod(keyPath(state), 0o644);
  expect((await look()).advice).toEqual(only("problem: others may read the key"));
  await rm(keyPath(state));
  expect((await look()).advice).toEqual(only("problem: "));
});
