import { expect, it } from "vitest";
import { requestsOf } from "../../../../src/app/brain/requests.ts";
import type { EventDraft } from "../../../../src/events/catalogue.ts";
import type { Request } from "../../../../src/events/action.ts";
import { ManualClock, settled } from "../../../fakes/manual-clock.ts";

const unlock = { kind: "device", device: "front_door_lock", command: "unlock" } as const;
const hub = { kind: "hub", topic: "gatehouse/a/device/front_door_lock/set" } as const;

function stand() {
  const done: (EventDraft | Request)[] = [];
  const entered: unknown[] = [];
  let answer: (draft: EventDraft) => void = () => undefined;
  const request = requestsOf({
    clock: new ManualClock(),
    newId: () => "r1",
    kernel: { emit: (...drafts) => void done.push(...drafts), request: (asked) => void done.push(asked) },
    desk: {
      enter: (entry) => {
        entered.push(entry);
        return new Promise((resolve) => {
          answer = resolve as typeof answer;
        });
      },
    },
  });
  return { request, done, entered, answer: (draft: EventDraft) => answer(draft) };
}

const told = (done: readonly (EventDraft | Request)[]) =>
  done.map((one) => ("name" in one ? one.name : `request ${one.id}`));

it("tells of the message before the request that it was", () => {
  const { request, done } = stand();
  request(unlock, hub);
  expect(told(done)).toEqual(["hub.requested", "request r1"]);
  expect(done[0]).toMatchObject({ topic: hub.topic, request: "r1", problem: null });
});

it("tells of no message where there was none", () => {
  const { request, done } = stand();
  request(unlock, { kind: "command" });
  expect(told(done)).toEqual(["request r1"]);
});

it("makes a request once its code was looked at, with what that was before it", async () => {
  const { request, done, entered, answer } = stand();
  request(unlock, hub, "739201");
  await settled();
  expect(told(done)).toEqual(["hub.requested"]);
  expect(entered).toEqual([{ request: "r1", via: "mqtt", code: "739201" }]);
  answer({
    ...{ name: "code.entered", source: "guard", at: 0, t: 0, request: "r1", via: "mqtt" },
    ...{ outcome: "wrong", code: null, person: null, group: null, why: "" },
  });
  await settled();
  expect(told(done)).toEqual(["hub.requested", "code.entered", "request r1"]);
  expect(JSON.stringify(done)).not.toContain("739201");
});
