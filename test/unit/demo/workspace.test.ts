import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { fillTemplate } from "../../../src/app/demo/workspace.ts";

const template = await readFile(new URL("../../../demo/gatehouse.yaml", import.meta.url), "utf8");
const options = {
  directory: null,
  brokerPort: 12_345,
  camera: "/tmp/with space: and colon/film.mp4",
  loopCamera: true,
  microphone: "alsa:default",
  speaker: null,
};

interface Config {
  mqtt: { embedded: { host: string; port: number } };
  state_dir: string;
  cameras: { front_door: { source: string; loop: boolean } };
  microphones: { hall: { source: string } };
  voice: { reply?: { speaker: string } };
  devices: { front_door_lock: { simulated: boolean } };
}
const filled = (more: Partial<typeof options> | { speaker: string }): Config =>
  parse(fillTemplate(template, { ...options, ...more }, "/tmp/state")) as Config;

test("the demo's own values are put into the template, whatever they contain", () => {
  const config = filled({});
  expect(config.mqtt.embedded).toEqual({ host: "127.0.0.1", port: 12_345 });
  expect(config.state_dir).toBe("/tmp/state");
  expect(config.cameras.front_door).toMatchObject({ source: options.camera, loop: true });
  expect(config.microphones.hall.source).toBe("alsa:default");
});

test("the lock stays a simulated one", () => {
  expect(filled({}).devices.front_door_lock.simulated).toBe(true);
});

test("answers are spoken only where there is a loudspeaker", () => {
  expect(filled({}).voice.reply).toBeUndefined();
  expect(filled({ speaker: "alsa:default" }).voice.reply).toEqual({ speaker: "alsa:default" });
});
