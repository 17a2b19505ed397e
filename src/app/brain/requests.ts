import type { Action, Requester } from "../../events/action.ts";
import type { CodeDesk } from "../../guard/codes/desk.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Kernel } from "./kernel.ts";

/** What requests are made with. */
export interface RequestParts {
  readonly kernel: Pick<Kernel, "emit" | "request">;
  readonly desk: Pick<CodeDesk, "enter">;
  readonly clock: Clock;
  readonly newId: () => string;
}

/**
 * Makes requests of people and hubs. What the guard may count as evidence is journalled before the request that it belongs to:
 * the message that asked, and what the code was that came with it. The code itself goes no further than the desk.
 */
export function requestsOf({
  kernel,
  desk,
  clock,
  newId,
}: RequestParts): (action: Action, by: Requester, code?: string | null) => void {
  return (action, by, code = null) => {
    const now = clock.now();
    const request = { id: newId(), action, by, cause: null, ...now };
    if (by.kind === "hub") {
      const heard = { topic: by.topic, request: request.id, problem: null };
      kernel.emit({ name: "hub.requested", source: "mqtt", ...now, ...heard });
    }
    if (code === null) {
      kernel.request(request);
      return;
    }
    // All that comes over MQTT is counted together: the broker does not tell who it was.
    const via = by.kind === "hub" ? "mqtt" : by.kind;
    void desk.enter({ request: request.id, via, code }).then((entered) => {
      kernel.emit(entered);
      kernel.request(request);
    });
  };
}
