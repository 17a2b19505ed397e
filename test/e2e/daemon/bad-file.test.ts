import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../fakes/free-port.ts";
import { Daemon, House, Hub, until } from "../daemon.ts";

const rule = (message: string): string => `
rules:
  - id: tell
    triggers: [{ trigger: mode, to: sentry }]
    actions: [{ action: notify, message: ${message} }]
`;

describe("saving a file", () => {
  let house: House;
  let daemon: Daemon;
  let hub: Hub;

  beforeAll(async () => {
    const port = await freePort();
    house = await House.build({
      "gatehouse.yaml": `
node: test
mqtt: { embedded: { port: ${String(port)} } }
state_dir: state
modes: { home: {}, sentry: {} }
notifiers: { phone: { mqtt: test/phone } }
`,
      "rules/rules.yaml": rule("the first"),
    });
    daemon = new Daemon(house);
    hub = await Hub.connect(port, "test");
    // What is asked before it listens is lost.
    const isOnline = ({ topic, payload }: (typeof hub.messages)[number]): boolean =>
      topic === "gatehouse/test/status" && payload === "online";
    await until(() => hub.messages.find(isOnline), { what: "online" });
  });

  afterAll(async () => {
    await hub.close();
    await daemon.stop();
    await house.remove();
  });

  /** Arms and disarms; the message that the rule in force sends. */
  const armed = async (): Promise<string> => {
    const before = hub.messages.length;
    await hub.client.publishAsync("gatehouse/test/mode/set", "sentry");
    const told = await until(() => hub.messages.slice(before).find(({ topic }) => topic === "test/phone"), {
      what: "phone",
    });
    await hub.client.publishAsync("gatehouse/test/mode/set", "home");
    await until(
      () =>
        hub.messages
          .slice(before)
          .find(({ topic, payload }) => topic === "gatehouse/test/mode" && payload === "home"),
      { what: "mode home" },
    );
    return told.payload;
  };

  it("with an error changes nothing, and is reported with its place", async () => {
    expect(await armed()).toBe("the first");
    await house.write("rules/rules.yaml", rule("the second").replace("notify", "notifi"));
    const rejected = await hub.event("config.rejected");
    expect(rejected.why).toMatch(/rules\/rules\.yaml:5:\d+: .*notifi/);
    expect(rejected.why).toMatch(/did you mean "notify"/);
    expect(await armed()).toBe("the first");
  }, 30_000);

  it("without one takes effect at once", async () => {
    await house.write("rules/rules.yaml", rule("the third"));
    await hub.event("config.reloaded");
    expect(await armed()).toBe("the third");
  }, 30_000);
});
