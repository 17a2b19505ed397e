import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { CelLanguage } from "../../../../src/adapters/cel/cel-language.ts";
import { PowerWatch } from "../../../../src/app/brain/power-watch.ts";
import { Power } from "../../../../src/config/schema/power.ts";
import type { EventDraft } from "../../../../src/events/catalogue.ts";
import { silentLogger } from "../../../../src/runtime/logger.ts";
import type { HubMessage } from "../../../../src/surfaces/mqtt/ports.ts";
import { eventually } from "../../../fakes/eventually.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";

let clock: ManualClock;
let emitted: EventDraft[];
let levels: string[];
let warnings: string[];
let topics: Map<string, (message: HubMessage) => void>;
let watch: PowerWatch;

beforeEach(() => {
  clock = new ManualClock();
  emitted = [];
  levels = [];
  warnings = [];
  topics = new Map();
  watch = new PowerWatch({
    ...{ clock, scheduler: clock, language: new CelLanguage() },
    logger: { ...silentLogger, warn: (message) => void warnings.push(message) },
    connection: {
      subscribe: (topic, take) => {
        topics.set(topic, take);
        return () => void topics.delete(topic);
      },
    },
    emit: (draft) => emitted.push(draft),
    use: (level) => levels.push(level),
  });
});
afterEach(() => watch.stop());

const power = (more: object = {}) =>
  Power.parse({ battery: { topic: "car/battery", value: "payload.volts" }, for: "10s", ...more });

/** A report on the topic, every second for so many seconds. */
function report(payload: unknown, { seconds = 11, retained = false } = {}): void {
  for (let i = 0; i < seconds; i += 1) {
    const bytes = new TextEncoder().encode(JSON.stringify(payload));
    topics.get("car/battery")?.({ topic: "car/battery", payload: bytes, retained, ...clock.now() });
    clock.advance(1_000);
  }
}

test("the level is told once, when it changes", () => {
  watch.apply(power());
  report({ volts: 12.5 });
  expect(levels).toEqual([]);
  report({ volts: 11.8 }, { seconds: 30 });
  expect(levels).toEqual(["saving"]);
  expect(emitted).toMatchObject([{ name: "power.changed", from: "normal", level: "saving", volts: 11.8 }]);
  report({ volts: 12.4 });
  expect(levels).toEqual(["saving", "normal"]);
});

test("what is retained, no number, or no voltage that a battery can have says nothing", () => {
  watch.apply(power());
  report({ volts: 11.5 }, { retained: true });
  report({ volts: "?" });
  report({ volts: 0 });
  report("nothing that the expression fits");
  expect(levels).toEqual([]);
});

test("a battery that nobody tells of any more is warned about, and the level stays", () => {
  watch.apply(power());
  report({ volts: 11.8 });
  clock.advance(5 * 60_000);
  expect(warnings).toHaveLength(1);
  expect(watch.level).toBe("saving");
});

test("without `power:` everything works again; the same once more changes nothing", () => {
  watch.apply(power());
  report({ volts: 11.8 });
  watch.apply(power());
  expect(levels).toEqual(["saving"]);
  watch.apply(undefined);
  expect(levels).toEqual(["saving", "normal"]);
  expect(emitted.at(-1)).toMatchObject({ level: "normal", volts: null });
  expect(topics.size).toBe(0);
});

test("a file is read every five seconds, in its own unit", async () => {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-power-"));
  try {
    const file = join(folder, "voltage_now");
    writeFileSync(file, "11500000\n");
    watch.apply(power({ battery: { file, unit: 0.000_001 } }));
    for (let i = 0; i < 3; i += 1) {
      await eventually(() => clock.due.includes(5_000));
      clock.advance(5_000);
    }
    await eventually(() => levels.length > 0);
    expect(levels).toEqual(["empty"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each([
  [{ battery: {} }, /one of `topic:` and `file:`/],
  [{ battery: { topic: "a", file: "/b" } }, /one of `topic:` and `file:`/],
  [{ stop_below: 12 }, /less than save_below/],
  [{ resume_above: 11 }, /more than save_below/],
])("%j is refused", (more, message) => {
  expect(() => power(more)).toThrow(message);
});
