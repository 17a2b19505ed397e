import { describe } from "vitest";
import { MemoryHub } from "../fakes/memory-hub.ts";
import { hubConnectionContract } from "./hub-connection.ts";

describe("HubConnection: in memory", () => {
  hubConnectionContract(async () => {
    const hub = new MemoryHub();
    const other = new MemoryHub(hub.broker);
    hub.up();
    other.up();
    return {
      hub,
      other,
      down: async () => {
        hub.down();
      },
      up: async () => {
        hub.up();
      },
      stop: async () => undefined,
    };
  });
});
