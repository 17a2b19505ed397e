import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../fakes/free-port.ts";
import { complaints, makeVideo } from "../../fakes/test-video.ts";
import { Daemon, House, Hub, until } from "../daemon.ts";
import { ffmpegInstalled } from "../door.ts";

const SET = "gatehouse/test/camera/porch/recording/set";
const STATE = "gatehouse/test/camera/porch/recording";

describe.skipIf(!ffmpegInstalled)(
  "the hub's switch for recording (needs ffmpeg)",
  { timeout: 60_000 },
  () => {
    let house: House;
    let daemon: Daemon;
    let hub: Hub;

    beforeAll(async () => {
      const port = await freePort();
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
cameras:
  porch: { source: ${JSON.stringify(film)}, loop: true, detect: { fps: 2 } }
`,
      );
      await house.write(
        "rules/rules.yaml",
        `
rules:
  - id: on-alarm
    triggers: [{ trigger: mqtt, topic: alarm }]
    actions: [{ action: record, camera: porch, for: 10s }]
`,
      );
      daemon = new Daemon(house);
      hub = await Hub.connect(port, "test");
      await hub.event("sensor.recovered", { withinMs: 30_000 });
    }, 90_000);

    afterAll(async () => {
      await hub.close();
      await daemon.stop();
      await house.remove();
    });

    const state = (): string | undefined => hub.messages.findLast(({ topic }) => topic === STATE)?.payload;
    const shown = (wanted: string): Promise<true> =>
      until(() => state() === wanted || undefined, { what: `the switch shows ${wanted}`, withinMs: 15_000 });
    const finished = () => hub.events.filter(({ name }) => name === "recording.finished");

    const ended = () =>
      hub.events.filter(
        ({ name, action }) => name === "request.completed" && action === "end recording porch",
      );

    it("records until it is turned off, in a clip that plays", async () => {
      await hub.client.publishAsync(SET, "ON");
      await shown("ON");
      await new Promise((resolve) => setTimeout(resolve, 4_000));
      // What a rule records without a length would have ended after a second.
      expect(state()).toBe("ON");
      await hub.client.publishAsync(SET, "OFF");
      await shown("OFF");
      const [clip] = finished();
      expect(Number(clip?.seconds)).toBeGreaterThan(3.5);
      expect(await complaints(join(house.directory, "state/clips", `${String(clip?.clip)}.mp4`))).toBe("");
    });

    it("does not end what a rule records", async () => {
      const before = finished().length;
      await hub.client.publishAsync("alarm", "!");
      await shown("ON");
      await hub.client.publishAsync(SET, "ON");
      await hub.client.publishAsync(SET, "OFF");
      await until(() => ended().length === 2 || undefined, { what: "the hub's wish to record has ended" });
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      expect(state()).toBe("ON");
      await shown("OFF");
      expect(finished()).toHaveLength(before + 1);
      expect(Number(finished().at(-1)?.seconds)).toBeGreaterThan(9.5);
    });
  },
);
