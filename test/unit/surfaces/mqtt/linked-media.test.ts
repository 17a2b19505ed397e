import { expect, it } from "vitest";
import type { GatehouseEvent } from "../../../../src/events/catalogue.ts";
import { jsonWithLinks } from "../../../../src/surfaces/mqtt/with-links.ts";

const event = { name: "snapshot.taken", camera: "porch", media: [{ kind: "picture", path: "media/a.jpg" }] };

it("says where what an event refers to can be seen", () => {
  const json = jsonWithLinks(event as unknown as GatehouseEvent, (path) => `http://gate/see/${path}`);
  expect(JSON.parse(json)).toEqual({
    ...event,
    media: [{ kind: "picture", path: "media/a.jpg", url: "http://gate/see/media/a.jpg" }],
  });
});

it("leaves an event as it is where there are no links, or nothing to see", () => {
  const without = { name: "node.stopped", why: "asked to" };
  expect(jsonWithLinks(event as unknown as GatehouseEvent, () => null)).toBe(JSON.stringify(event));
  expect(jsonWithLinks(without as unknown as GatehouseEvent, () => "x")).toBe(JSON.stringify(without));
});
