import { execFile } from "node:child_process";
import { chmod, mkdir } from "node:fs/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { freePort } from "../../fakes/free-port.ts";
import { Daemon, GATEHOUSE, House, Hub } from "../daemon.ts";
import { doorHouse, ffmpegInstalled, OPEN_FOR_FAMILY } from "../door.ts";

const run = promisify(execFile);

/** What the command printed and its exit code. */
async function doctor(house: House, ...words: string[]): Promise<{ code: number; text: string }> {
  const argv = [GATEHOUSE, "--config", house.path("gatehouse.yaml"), "doctor", ...words];
  try {
    const { stdout } = await run(process.execPath, argv, { cwd: house.directory });
    return { code: 0, text: stdout };
  } catch (error) {
    const { code, stdout } = error as { code: number; stdout: string };
    return { code, text: stdout };
  }
}

interface Line {
  readonly check: string;
  readonly severity: string;
  readonly found: string;
  readonly advice: readonly { readonly text: string }[];
  readonly facts: Readonly<Record<string, unknown>>;
}

function linesOf(text: string): Line[] {
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
}

/** The output without what differs from machine to machine and from day to day. */
function stable(text: string, house: House): string {
  return (
    text
      .replaceAll(house.directory, "HOUSE")
      .replaceAll(/\d+(\.\d+)? (ms|GB|MB|Mbit\/s)/g, "N $2")
      .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \S+,.*/g, "TODAY")
      .replaceAll(/Node \S+ on linux \w+/g, "Node")
      .replaceAll(/(no systemd here|not installed as a service);/g, "no service;")
      .replaceAll(/every \d\.\d s/g, "every N s")
      .replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1:PORT")
      .replaceAll(/process \d+/g, "process N")
      // What another machine may be warned of.
      .replaceAll(
        /^warning {2}state directory(.*)\n.*more than there is room for.*\n/gm,
        "ok       state directory$1\n",
      )
      .replaceAll(/^warning {2}clock(.*)\n.*nothing sets the clock.*\n/gm, "ok       clock$1\n")
      .replaceAll(/^warning {2}models run(.*)\n.*\n/gm, "ok       models run$1\n")
      .replaceAll(/\d+ ok, .*\./g, "TALLY")
  );
}

const HEALTHY = `ok       machine                Node
ok       configuration          HOUSE/gatehouse.yaml: nothing wrong
ok       service                no service; Gatehouse does not run now
ok       clock                  TODAY
ok       state directory        HOUSE/state, N GB free
ok       journal                none yet: it is begun at the first start
ok       people                 1 enrolled, in family, sealed with people.key
ok       models                 7 models, N MB, digests right
ok       models run             face-detection N ms, face-landmarks N ms, face-embedding N ms, face-liveness N ms, person-detection N ms, voice-activity N ms
ok       camera front_door      h264, 1280x720, 15.0 pictures a second, a key frame every N s, N Mbit/s, no sound
ok       speaker                does not speak
ok       broker                 inside the daemon, to listen at 127.0.0.1:PORT

TALLY
`;

describe.skipIf(!ffmpegInstalled)("gatehouse doctor in a house where all is well", () => {
  let house: House;
  let port: number;
  beforeAll(async () => {
    port = await freePort();
    const mqtt = `{ embedded: { port: ${String(port)} } }`;
    house = await doorHouse({ mqtt, visit: "family", loop: true, rules: OPEN_FOR_FAMILY });
  }, 120_000);
  afterAll(() => house.remove());

  it("says so of every part, and ends with 0", async () => {
    const { code, text } = await doctor(house);
    expect(stable(text, house)).toBe(HEALTHY);
    expect(code).toBe(0);
  });

  it("leaves a running daemon in peace, and takes its word", async () => {
    const daemon = new Daemon(house);
    const hub = await Hub.connect(port, "test");
    try {
      await hub.event("face.recognized", { withinMs: 40_000 });
      const { code, text } = await doctor(house, "--json");
      const lines = new Map(linesOf(text).map((line) => [line.check, line]));
      expect(lines.get("service")?.facts).toMatchObject({ heldBy: daemon.process.pid });
      expect(lines.get("state directory")?.found).toContain(`process ${String(daemon.process.pid)}`);
      expect(lines.get("journal")?.found).toContain("newest event of");
      expect(lines.get("camera front_door")).toMatchObject({ severity: "ok", facts: { codec: "h264" } });
      expect(lines.get("broker")).toMatchObject({
        severity: "ok",
        facts: { connected: true, status: "online" },
      });
      expect(code).toBe(0);
      expect(hub.events.filter(({ name }) => name === "sensor.lost" || name === "broker.lost")).toEqual([]);
    } finally {
      await hub.close();
      await daemon.stop();
    }
  }, 120_000);
});

const SECRETS = ["hunter2hunter2", "correct horse"];
const BROKEN = `
node: test
mqtt: { url: "mqtt://127.0.0.1:1", username: me, password: "${SECRETS[1] ?? ""}" }
state_dir: state
models: { face-embedding: garbage.onnx }
cameras:
  front_door: { source: "rtsp://ana:${SECRETS[0] ?? ""}@127.0.0.1:1/stream" }
  webcam: { source: /dev/video99 }
microphones:
  hall: { source: "alsa:nowhere", near: [front_door] }
voice: { reply: { speaker: "alsa:nowhere", command: [no-such-program] } }
`;

describe("gatehouse doctor in a house where much is broken", () => {
  let house: House;
  beforeAll(async () => {
    house = await House.build({ "gatehouse.yaml": BROKEN, "garbage.onnx": "this is no model" });
    await mkdir(house.path("state"));
    await chmod(house.path("state"), 0o755);
  });
  afterAll(() => house.remove());

  it("looks at all of it, says what to do, gives no secret away, and ends with 1", async () => {
    const { code, text } = await doctor(house, "--json");
    expect(code).toBe(1);
    const lines = linesOf(text);
    const said = (check: string): string => {
      const line = lines.find((one) => one.check === check);
      return `${line?.severity ?? "none"}: ${line?.advice.map((one) => one.text).join("; ") ?? ""}`;
    };
    expect(said("configuration")).toMatch(/^warning: gatehouse\.yaml:3:\d+: the password stands in the file/);
    expect(said("state directory")).toMatch(/^warning: others may look into it/);
    expect(said("models run")).toMatch(
      /^problem: the model for face-embedding, .*garbage\.onnx, cannot be loaded/,
    );
    expect(said("camera front_door")).toMatch(/^problem: .*the connection was refused/);
    expect(said("camera webcam")).toMatch(/^problem: .*there is no such file or device/);
    expect(said("microphone hall")).toMatch(/^problem: arecord /);
    expect(said("speaker")).toMatch(/^problem: no-such-program cannot be run/);
    expect(said("broker")).toMatch(/^problem: nothing listens at 127\.0\.0\.1:1/);
    expect(lines.at(-1)).toMatchObject({ healthy: false, problems: 6 });
    for (const secret of SECRETS) expect(text).not.toContain(secret);
  }, 90_000);
});

test("a configuration with errors is looked at as far as it can be understood", async () => {
  const house = await House.build({
    "gatehouse.yaml": BROKEN.replace("near: [front_door]", "near: [frontdoor]"),
  });
  const { code, text } = await doctor(house);
  expect(code).toBe(1);
  expect(text).toMatch(/^problem {2}configuration +.*1 error, 1 warning\n(.*\n)?.*frontdoor/m);
  expect(text).toMatch(/^problem {2}camera webcam /m);
  await house.write("gatehouse.yaml", `${BROKEN}nonsense: [\n`);
  const { text: less } = await doctor(house);
  expect(less).toMatch(/^problem {2}configuration /m);
  expect(less).not.toContain("camera webcam");
  await house.remove();
}, 60_000);

test("without a configuration there is one thing to do", async () => {
  const house = await House.build({});
  const { code, text } = await doctor(house);
  expect(code).toBe(1);
  expect(text).toMatch(
    /^problem {2}configuration +there is none\n +-> .*cannot be read: check the path given with --config/m,
  );
  await house.remove();
});
