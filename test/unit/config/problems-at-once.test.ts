import { describe, expect, it } from "vitest";
import { problemsOf } from "../../fakes/checked-house.ts";

const CONFIG = `node: front
mqtt: { url: mqtt://hub, pasword: hunter2 }
cameras:
  front_door:
    source: rtsp://me:geheim@1.2.3.4/x
    detect: { fps: fast }
  back: { source: "rtsp://me:geheim@1.2.3.5/x", zone: {} }
  back: { source: /dev/video0 }
devices:
  front_lock:
    type: lok
recordings: { before: 10 }
`;
const RULES = `rules:
  - id: one
    triggers:
      - trigger: face
        camera: frontdoor
    conditions: ['mode = "x"', 'trigger.persn == "a"']
    actions:
      - action: speak
        text: "hello {{ trigger.persn }}"
      - action: mode
        set: sentri
`;

describe("check", () => {
  it("reports every error of every file at once, at its place, with the nearest valid name", async () => {
    const problems = await problemsOf({
      config: CONFIG,
      rules: { "a.yaml": RULES, "b.yaml": "rules:\n  - id: [two\n    triggers: 1\n" },
    });
    expect(problems.join("\n")).toMatchInlineSnapshot(`
      "gatehouse.yaml:2:26: there is no key "pasword" here; expected one of: username, password, tls, version, discovery, discovery_prefix, follow_mode, embedded; did you mean "password"?
          2 | mqtt: { url: mqtt://hub, pasword: *********
            |                          ^~~~~~~
      gatehouse.yaml:6:20: found fast, expected a number
          6 |     detect: { fps: fast }
            |                    ^~~~
      gatehouse.yaml:8:3: this key is there twice; keep one of them
          8 |   back: { source: /dev/video0 }
            |   ^
      gatehouse.yaml:11:11: found lok, expected one of: lock, cover, switch, button; did you mean "lock"?
         11 |     type: lok
            |           ^~~
      gatehouse.yaml:12:23: found 10, expected a duration with its unit, such as 10s, 500ms, 2m or 14 days
         12 | recordings: { before: 10 }
            |                       ^~
      rules/a.yaml:5:17: there is no camera "frontdoor" (declared: front_door, back); did you mean "front_door"?
          5 |         camera: frontdoor
            |                 ^~~~~~~~~
      rules/a.yaml:6:24: a single = is no comparison; write ==
          6 |     conditions: ['mode = "x"', 'trigger.persn == "a"']
            |                        ^
      rules/a.yaml:6:41: there is no "persn" here; there are: kind, event, camera, track, zones, person, group, similarity, live, frames, quality, stranger, visits; did you mean "person"?
          6 |     conditions: ['mode = "x"', 'trigger.persn == "a"']
            |                                         ^~~~~
      rules/a.yaml:9:33: there is no "persn" here; there are: kind, event, camera, track, zones, person, group, similarity, live, frames, quality, stranger, visits; did you mean "person"?
          9 |         text: "hello {{ trigger.persn }}"
            |                                 ^~~~~
      rules/a.yaml:11:14: there is no mode "sentri" (declared: home, away, sentry, night); did you mean "sentry"?
         11 |         set: sentri
            |              ^~~~~~
      rules/b.yaml:3:5: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]
          3 |     triggers: 1
            |     ^"
    `);
  });

  it("never prints a secret", async () => {
    const text = (await problemsOf({ config: CONFIG })).join("\n");
    expect(text).not.toMatch(/hunter2|geheim/);
  });
});
