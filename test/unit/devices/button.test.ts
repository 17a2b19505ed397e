import { expect, it } from "vitest";
import { Button } from "../../../src/devices/button.ts";
import { request } from "../../fakes/guard-world.ts";
import { LockStand } from "../../fakes/lock-stand.ts";

it("is pressed by its message, and says when that could not leave", async () => {
  const stand = new LockStand();
  const button = new Button("bell", { command: { topic: "bell/set", press: "ring" } }, stand.parts);
  const press = request({ kind: "device", device: "bell", command: "press" });
  await button.run(press);
  stand.door.disconnect();
  await button.run(press);
  expect(stand.door.sent).toMatchObject([{ via: "transport", topic: "bell/set", payload: "ring" }]);
  expect(stand.events.map(({ name }) => name)).toEqual([
    "device.commanded",
    "request.completed",
    "device.failed",
  ]);
});
