import { describe, expect, it } from "vitest";
import { journalPath, openJournalReader } from "../../../src/adapters/sqlite/journal.ts";
import { bounded, chosen, LONG_TIMEOUT_MS, tellVerified } from "../../fakes/long-run.ts";
import { freePort } from "../../fakes/free-port.ts";
import { Daemon, House, Hub, until } from "../daemon.ts";

const RULES = `rules:
  - id: one
    mode: single
    triggers: [{ trigger: mqtt, topic: go }]
    variables: { rounds: 0 }
    actions:
      - action: repeat
        count: 3
        actions:
          - { action: set, variables: { rounds: "{{ vars.rounds + 1 }}" } }
          - { action: mqtt, topic: home/said, payload: "round {{ vars.rounds }} of {{ repeat.index }}" }
          - wait: 150ms
      - action: parallel
        branches:
          - [{ wait: 100ms }, { action: mqtt, topic: home/said, payload: left }]
          - [{ wait: 250ms }, { action: mqtt, topic: home/said, payload: right }]
      - { action: wait_for, triggers: [{ trigger: mqtt, topic: nudge, count: 2, within: 30s }], timeout: 60s }
      - action: choose
        options:
          - { conditions: [wait.completed], then: [{ action: mqtt, topic: home/said, payload: nudged }] }
        else: [{ action: mqtt, topic: home/said, payload: waited in vain }]
      - { action: mqtt, topic: home/said, payload: end }
`;
const ASKED = ["round 1 of 1", "round 2 of 2", "round 3 of 3", "left", "right", "nudged", "end"];
/** From the first request to the last, about. */
const STORY_MS = 1_200;
const AT_ONCE = 2;
const KILLS = bounded(6, chosen("KILLS", 100));

const configuration = (port: number): string => `node: test
state_dir: state
mqtt: { embedded: { port: ${port} } }
outputs: { allow: [home/said] }
`;

/** What a house's rule has asked for in the end, and how its runs ended, when it was killed so long after its first request. */
async function killedAfter(ms: number): Promise<{ asked: string[]; outcomes: string[] }> {
  const port = await freePort();
  const house = await House.build({ "gatehouse.yaml": configuration(port), "rules/rules.yaml": RULES });
  let daemon = new Daemon(house);
  const hub = await Hub.connect(port, "test");
  const said = (payload?: string): true | undefined =>
    hub.events.some(({ name, detail }) => {
      const { kind, payload: told } =
        detail === undefined ? {} : (detail as { kind?: string; payload?: string });
      return name === "request.made" && kind === "mqtt" && (payload === undefined || told === payload);
    }) || undefined;
  const nudging = setInterval(() => hub.client.publish("nudge", ""), 100);
  try {
    await until(
      () => {
        if (said() === undefined) hub.client.publish("go", "");
        return said();
      },
      { what: "the first request", withinMs: 60_000 },
    );
    await new Promise((resolve) => setTimeout(resolve, ms));
    await daemon.stop("SIGKILL");
    daemon = new Daemon(house);
    await until(async () => ((await asked(house)).includes("end") ? true : undefined), {
      what: () => `the last request; ${daemon.log}`,
      withinMs: 60_000,
    });
    return { asked: await asked(house), outcomes: await outcomes(house) };
  } finally {
    clearInterval(nudging);
    await hub.close();
    await daemon.stop();
    await house.remove();
  }
}

async function asked(house: House): Promise<string[]> {
  const journal = await openJournalReader(journalPath(house.path("state")));
  try {
    const events = await journal.reader.events({ names: ["request.made"] });
    return events.flatMap((event) =>
      event.name === "request.made" && event.detail.kind === "mqtt" ? [event.detail.payload] : [],
    );
  } finally {
    journal.close();
  }
}

/** Of all runs; the last one is written down a moment after its last request. */
async function outcomes(house: House): Promise<string[]> {
  const journal = await openJournalReader(journalPath(house.path("state")));
  try {
    return await until(
      async () => {
        const found = (await journal.traces.traces("one")).map(({ outcome }) => outcome);
        return found.includes("running") ? undefined : found;
      },
      { what: "the end of the run" },
    );
  } finally {
    journal.close();
  }
}

describe("a daemon that is killed with -9 while a rule repeats, branches, waits for an event and chooses", () => {
  it(
    "goes on where it was: everything is asked for once, in its order",
    async () => {
      const moments = Array.from(
        { length: KILLS },
        (_, index) => ((index + Math.random()) / KILLS) * STORY_MS,
      );
      const waiting = [...moments];
      const work = async (): Promise<void> => {
        for (let ms = waiting.shift(); ms !== undefined; ms = waiting.shift()) {
          const found = await killedAfter(ms);
          expect(found.asked, `killed after ${ms} ms`).toEqual(ASKED);
          // What was asked for "go" while it ran was none of the run's.
          expect(found.outcomes.filter((outcome) => outcome !== "stopped")).toEqual(["finished"]);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      tellVerified(`killed in the middle of actions at ${KILLS} moments: each asked for once, in order`);
    },
    LONG_TIMEOUT_MS * 3,
  );
});
