import { expect, it } from "vitest";
import { PeopleGroups } from "../../../../src/app/brain/people-groups.ts";
import { GatehouseConfig } from "../../../../src/config/schema/gatehouse.ts";

const config = (rights: object[]) => GatehouseConfig.parse({ node: "test", people: { rights } });
const when = { from: "09:00", to: "12:00" };
const enrolled = { people: [{ name: "gus", group: "friend" }], unreadable: [{ name: "eva" }] };

it("knows the groups of who is enrolled, and of nobody else", () => {
  const groups = new PeopleGroups(config([{ group: "friend", when }]));
  groups.know(enrolled);
  expect(groups.of("gus")).toBe("friend");
  expect(groups.of("nobody")).toBeNull();
});

it("says so where it cannot be told, before people were read too, if rights go by groups", () => {
  const groups = new PeopleGroups(config([{ group: "friend", when }]));
  const unknown = expect.objectContaining({ code: "PEOPLE_GROUP_UNREADABLE" }) as Error;
  expect(() => groups.of("gus")).toThrow(unknown);
  groups.know(enrolled);
  expect(() => groups.of("eva")).toThrow(unknown);
  groups.use(config([{ person: "eva", when }]));
  expect(groups.of("eva")).toBeNull();
});
