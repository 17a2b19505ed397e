import { readdir, readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../fakes/free-port.ts";
import { Daemon, Hub, until, type House } from "../daemon.ts";
import { doorHouse, ffmpegInstalled, gatehouse, OPEN_FOR_FAMILY } from "../door.ts";

describe.skipIf(!ffmpegInstalled)("somebody who is removed while the daemon runs", () => {
  let house: House;
  let daemon: Daemon;
  let hub: Hub;
  const retained = async (topic: string): Promise<boolean> => {
    const messages: string[] = [];
    const client = await Hub.connect(port, "test");
    await new Promise((resolve) => setTimeout(resolve, 300));
    for (const message of client.messages) if (message.retained) messages.push(message.topic);
    await client.close();
    return messages.includes(topic);
  };
  let port: number;

  beforeAll(async () => {
    port = await freePort();
    const mqtt = `{ embedded: { port: ${String(port)} } }`;
    house = await doorHouse({ mqtt, visit: "family", rules: OPEN_FOR_FAMILY });
    daemon = new Daemon(house);
    hub = await Hub.connect(port, "test");
  }, 180_000);

  afterAll(async () => {
    await hub.close();
    await daemon.stop();
    await house.remove();
  });

  it("leaves neither name nor picture, and a decision that can still be explained", async () => {
    const seen = await hub.event("face.recognized", { withinMs: 30_000 });
    expect(seen).toMatchObject({ person: "anna" });
    const { request } = (await hub.event("request.allowed")) as unknown as { request: string };
    await hub.event("person.left", { withinMs: 30_000 });
    await until(
      async () => ((await retained("gatehouse/test/camera/front_door/last_face")) ? true : undefined),
      {
        what: "the last face",
      },
    );
    expect(await retained("gatehouse/test/person/anna")).toBe(true);
    const paths = (seen.media as { path: string }[]).map(({ path }) => path);
    expect(paths).toHaveLength(2);
    for (const path of paths) expect(await readFile(house.path(`state/${path}`))).not.toHaveLength(0);
    const linked = await gatehouse(house, ["why", request]);
    for (const path of paths) expect(linked).toContain(path);

    const said = JSON.parse(await gatehouse(house, ["people", "remove", "anna", "--json"])) as {
      token: string;
      wiped: boolean;
    };

    expect(said.wiped).toBe(true);
    for (const path of paths)
      await expect(readFile(house.path(`state/${path}`))).rejects.toMatchObject({ code: "ENOENT" });
    expect(await readdir(house.path("state/people"))).toEqual([]);
    for (const topic of ["person/anna", "camera/front_door/last_face"]) {
      await until(async () => ((await retained(`gatehouse/test/${topic}`)) ? undefined : true), {
        what: topic,
      });
    }
    const why = await gatehouse(house, ["why", request]);
    expect(why).not.toMatch(/\banna\b/i);
    expect(why).toContain(said.token);
    for (const path of paths) expect(why).not.toContain(path);
    expect(await gatehouse(house, ["events", "--json"])).not.toMatch(/\banna\b/i);
    expect(daemon.process.exitCode).toBeNull();
  }, 120_000);
});
