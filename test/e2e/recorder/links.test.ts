import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../fakes/free-port.ts";
import { complaints, makeVideo } from "../../fakes/test-video.ts";
import { Daemon, House, Hub, until } from "../daemon.ts";
import { ffmpegInstalled, gatehouse } from "../door.ts";

interface Linked {
  readonly kind: string;
  readonly path: string;
  readonly url?: string;
}

describe.skipIf(!ffmpegInstalled)("links to what was recorded (needs ffmpeg)", { timeout: 60_000 }, () => {
  let house: House;
  let daemon: Daemon;
  let hub: Hub;
  let base: string;

  beforeAll(async () => {
    const [port, linkPort] = [await freePort(), await freePort()];
    base = `http://127.0.0.1:${String(linkPort)}`;
    house = await House.build({});
    const film = await makeVideo(join(house.directory, "film.mkv"), { seconds: 20 });
    await house.write(
      "gatehouse.yaml",
      `
node: test
mqtt: { embedded: { port: ${String(port)} } }
state_dir: state
recordings: { before: 1s, after: 1s }
vision: { people: false }
links: { port: ${String(linkPort)}, valid: 1h }
notifiers: { phone: { mqtt: phone, format: json } }
cameras:
  porch: { source: ${JSON.stringify(film)}, loop: true, detect: { fps: 2 } }
`,
    );
    await house.write(
      "rules/rules.yaml",
      `
rules:
  - id: show
    triggers: [{ trigger: sensor, camera: porch, lost: false }]
    actions:
      - { action: record, camera: porch, for: 4s }
      - { action: notify, message: Look, link: clip }
`,
    );
    daemon = new Daemon(house);
    hub = await Hub.connect(port, "test");
  }, 90_000);

  afterAll(async () => {
    await hub.close();
    await daemon.stop();
    await house.remove();
  });

  it("shows the clip that a message is about while it is recorded, and whole afterwards", async () => {
    const told = await until(() => hub.messages.find(({ topic }) => topic === "phone")?.payload, {
      what: "the phone is told",
      withinMs: 40_000,
    });
    const { message, link } = JSON.parse(told) as { message: string; link: string };
    expect(message).toBe("Look");
    expect(link).toContain(`${base}/see/clips/porch-`);
    await until(async () => (await fetch(link)).status === 200 || undefined, { what: "it can be seen" });

    const finished = await hub.event("recording.finished", { withinMs: 20_000 });
    const film = Buffer.from(await (await fetch(link)).arrayBuffer());
    const file = join(house.directory, "state/clips", `${String(finished.clip)}.mp4`);
    expect(film.equals(await readFile(file))).toBe(true);
    const copy = join(house.directory, "copy.mp4");
    await writeFile(copy, film);
    expect(await complaints(copy)).toBe("");
  });

  it("says with each event where its pictures and clips can be seen", async () => {
    const finished = await hub.event("recording.finished", { withinMs: 20_000 });
    const media = finished.media as Linked[];
    expect(media.map(({ kind }) => kind).sort()).toEqual(["clip", "picture"]);
    for (const { kind, url = "" } of media) {
      const response = await fetch(url);
      expect([kind, response.status]).toEqual([kind, 200]);
      await response.arrayBuffer();
    }
  });

  it("prints a link on the command line, which shows nothing else", async () => {
    const link = (await gatehouse(house, ["clips", "link", "last", "--valid", "5m"])).trim();
    expect((await fetch(link, { method: "HEAD" })).status).toBe(200);
    expect((await fetch(link.replace(/clips\/[^?]+/u, "links.key"))).status).toBe(404);
    expect((await fetch(link.replace(/until=\d+/u, "until=9999999999"))).status).toBe(404);
  });
});
