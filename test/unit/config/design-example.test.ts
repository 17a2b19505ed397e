import { describe, expect, it } from "vitest";
import { check, headOf, problemsOf } from "../../fakes/checked-house.ts";

const CONFIG = `node: front
mqtt:
  url: mqtt://homeassistant.local:1883
  username: gatehouse
  password: !file /run/credentials/gatehouse.service/mqtt
cameras:
  front_door:
    source: rtsp://192.168.1.20/stream1
    detect: { source: rtsp://192.168.1.20/stream2, fps: 5 }
    zones: { porch: [[0.1, 0.4], [0.9, 0.4], [0.9, 1], [0.1, 1]] }
microphones:
  hall: { source: alsa:default, near: [front_door] }
voice:
  wake: { phrase: hey gatehouse }
  reply: { speaker: alsa:default }
devices:
  front_door_lock:
    type: lock
    state: { topic: zigbee2mqtt/front_door_lock, value: "payload.state" }
    command: { topic: zigbee2mqtt/front_door_lock/set, lock: '{"state":"LOCK"}', unlock: '{"state":"UNLOCK"}' }
    relock_after: 10s
    contact: { topic: zigbee2mqtt/front_door_contact, value: "payload.contact" }
    guard:
      unlock:
        - by: face
          group: family
          cameras: [front_door]
          zones: [porch]
          live: true
          alone: true
          within: 3s
          challenge: say-code
modes:
  home: {}
  away: { leave: { guard: [{ by: code }, { all: [{ by: face, group: family, live: true }, { by: voice }] }] } }
  sentry: { leave: { guard: [{ by: code }, { all: [{ by: face, group: family, live: true }, { by: voice }] }] } }
  night: {}
outputs: { allow: [] }
notifiers: { phone: { mqtt: home/notify } }
people: { groups: [family, friend, staff] }
recordings: { before: 10s, after: 15s, keep: 14 days, max_size: 20 GB }
`;
const RULES = `rules:
  - id: sentry-on
    alias: Voice turns sentry mode on
    triggers:
      - trigger: voice
        sentences: ["(turn|switch) on [the] sentry mode", "(guard|watch) [over] the (house|car)"]
    actions:
      - action: mode
        set: sentry
      - action: speak
        text: Sentry mode is on.
  - id: open-for-family
    alias: Open for family
    triggers:
      - trigger: face
        group: family
        camera: front_door
    conditions:
      - mode in ["sentry", "away"]
    actions:
      - action: device
        unlock: front_door_lock
      - action: speak
        text: "Welcome home, {{ trigger.person }}."
  - id: record-strangers
    alias: Record strangers
    triggers:
      - trigger: face
        unknown: true
      - trigger: person
        zone: porch
        for: 20s
    conditions: ['mode == "sentry"']
    mode: restart
    actions:
      - action: record
        camera: "{{ trigger.camera }}"
        until: person.left
      - action: notify
        message: Somebody is at the front door
`;
const EMBEDDED = CONFIG.replace(/mqtt:\n( {2}.*\n)+/, "mqtt: embedded\n");

describe("the configuration of the design", () => {
  it("holds, and says which alternatives nobody can satisfy yet", async () => {
    const problems = await problemsOf({ config: EMBEDDED, rules: RULES });
    expect(problems.map(headOf)).toEqual([
      expect.stringMatching(/:32:28: warning: nobody can satisfy this, for there are no codes/),
      expect.stringMatching(/:33:30: warning: nobody can satisfy this, for there are no codes/),
    ]);
  });

  it("becomes durations in ms, sizes in bytes and a filled-in broker", async () => {
    const result = await check({ config: EMBEDDED, rules: RULES });
    if (!result.ok) throw new Error("it should hold");
    expect(result.config.recordings).toEqual({
      before: 10_000,
      after: 15_000,
      keep: 1_209_600_000,
      keep_strangers: 2_419_200_000,
      faces: "keep",
      max_size: 20e9,
      min_free: 500e6,
    });
    expect(result.config.mqtt).toMatchObject({ broker: "embedded", host: "127.0.0.1", port: 1883 });
    expect(result.config.devices.front_door_lock).toMatchObject({
      relock_after: 10_000,
      deliver_within: 2000,
    });
    expect([...result.program.rules.keys()]).toEqual(["sentry-on", "open-for-family", "record-strangers"]);
  });

  it("needs the password's file, and says which", async () => {
    const [missing] = await problemsOf({ config: CONFIG, rules: RULES });
    expect(missing).toContain(
      "gatehouse.yaml:5:19: the file /run/credentials/gatehouse.service/mqtt cannot be read",
    );
  });
});
