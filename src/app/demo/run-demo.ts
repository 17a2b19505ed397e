import { join } from "node:path";
import {
  freePort,
  runGatehouse,
  startDaemon,
  type DaemonProcess,
} from "../../adapters/demo-house/daemon-process.ts";
import { GatehouseEvent } from "../../events/catalogue.ts";
import type { Clock, Scheduler } from "../../runtime/clock.ts";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";
import type { FrameReader } from "../../sensors/ports.ts";
import { checkClip } from "./clip-check.ts";
import { joinHouse, NOTIFY_TOPIC, EVENT_TOPIC, STATUS_TOPIC, type House } from "./house.ts";
import { narrate } from "./narration.ts";
import type { DemoPlan } from "./plan.ts";
import type { Screen } from "./screen.ts";
import { add, BEGINNING, missing, tell, type StepName, type Story } from "./story.ts";
import { createWorkspace, PRE_ROLL_SECONDS, type Workspace } from "./workspace.ts";

/** What the demo works with. */
export interface DemoParts {
  readonly screen: Screen;
  /** Where the daemon's last words go if the story fails. */
  readonly err: NodeJS.WritableStream;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly reader: FrameReader;
  readonly signal: AbortSignal;
}

/** The steps that are checked after the daemon's part is over. */
const AFTERWARDS: readonly StepName[] = ["clip-plays", "question-answered"];

/** Plays the story with the real daemon; true only if every wanted step truly happened. */
export async function runDemo(plan: DemoPlan, parts: DemoParts): Promise<boolean> {
  return new Demo(plan, parts).run();
}

class Demo {
  readonly #plan: DemoPlan;
  readonly #parts: DemoParts;
  #story: Story = BEGINNING;
  #startedAt = 0;
  #wake: () => void = () => undefined;

  constructor(plan: DemoPlan, parts: DemoParts) {
    this.#plan = plan;
    this.#parts = parts;
  }

  async run(): Promise<boolean> {
    const { screen, signal } = this.#parts;
    for (const text of this.#plan.prologue) screen.say(text);
    const workspace = await this.#settle();
    this.#startedAt = this.#parts.clock.now().at;
    const daemon = startDaemon(workspace.config, join(workspace.directory, "daemon.log"));
    let house: House | null = null;
    let trouble: string | null = null;
    try {
      house = await joinHouse(workspace.brokerPort, daemon.ended, {
        ...this.#parts,
        onMessage: (topic, payload) => this.#onMessage(topic, payload),
      });
      trouble = await this.#follow(daemon);
      // The questions are asked while the daemon still runs, as a visitor would.
      if (!signal.aborted) await this.#lookBack(workspace);
    } catch (error) {
      // What went wrong is told in the account, together with the daemon's last words.
      trouble = messageOf(error);
    } finally {
      await house?.leave();
      await daemon.stop();
    }
    return this.#account(workspace, daemon, trouble);
  }

  /** Configuration, rules and the enrolled person, through the real command. */
  async #settle(): Promise<Workspace & { brokerPort: number }> {
    const brokerPort = await freePort();
    const workspace = await createWorkspace({ ...this.#plan, brokerPort });
    const { person } = this.#plan;
    if (person !== null) {
      const args = ["people", "add", person.name, "--group", "family", ...person.photos];
      const result = await runGatehouse(workspace.config, args, this.#parts.signal);
      if (!result.ok) {
        throw new GatehouseError(
          "DEMO_ENROLMENT_FAILED",
          `enrolling ${person.name} failed: ${result.err.trim()}`,
          {
            kind: "failed",
          },
        );
      }
      this.#parts.screen.say(`Enrolled ${person.name} (family) from ${person.from}.`);
    }
    return { ...workspace, brokerPort };
  }

  #onMessage(topic: string, payload: string): void {
    if (topic === STATUS_TOPIC && payload.includes("online")) {
      this.#step(add(this.#story, "started", this.#parts.clock.now().at, "the daemon is online"));
    } else if (topic === NOTIFY_TOPIC) {
      this.#news(this.#parts.clock.now().at, { who: "phone", text: payload, tone: "warning" });
    } else if (topic === EVENT_TOPIC) {
      this.#onEvent(payload);
    }
  }

  #onEvent(payload: string): void {
    const parsed = GatehouseEvent.safeParse(JSON.parse(payload));
    if (!parsed.success) return;
    const line = narrate(parsed.data);
    if (line !== null) this.#news(parsed.data.at, line);
    this.#step(tell(this.#story, parsed.data));
  }

  #news(at: number, line: Parameters<Screen["news"]>[1]): void {
    this.#parts.screen.news(this.#seconds(at), line);
  }

  /** Shows the steps that are new, with what the narrator has to say to them. */
  #step(story: Story): void {
    const fresh = story.steps.slice(this.#story.steps.length);
    this.#story = story;
    for (const step of fresh) {
      this.#parts.screen.step(this.#seconds(step.at), step);
      for (const text of this.#plan.remarks[step.step] ?? [])
        this.#parts.screen.say(`${" ".repeat(10)}${text}`);
    }
    if (fresh.length > 0) this.#wake();
  }

  /** Waits until the daemon's part of the story is told; the reason if it ends otherwise. */
  async #follow(daemon: DaemonProcess): Promise<string | null> {
    const told = this.#plan.steps.filter((step) => !AFTERWARDS.includes(step));
    const { scheduler, signal } = this.#parts;
    let trouble: string | null = null;
    const end = new Promise<void>((resolve) => {
      this.#wake = () => {
        if (missing(this.#story, told).length === 0) resolve();
      };
      signal.addEventListener("abort", () => resolve(), { once: true });
      if (this.#plan.patienceSeconds !== null) {
        scheduler.after(this.#plan.patienceSeconds * 1000, () => {
          trouble = `time is up after ${String(this.#plan.patienceSeconds)} s`;
          resolve();
        });
      }
      void daemon.ended.then((why) => {
        trouble = `the daemon has ended: ${why}`;
        resolve();
      });
      this.#wake();
    });
    await end;
    return missing(this.#story, told).length === 0 ? null : trouble;
  }

  async #lookBack(workspace: Workspace): Promise<void> {
    const { screen, signal, reader, clock } = this.#parts;
    const { clip, stranger, unlock } = this.#story;
    if (clip !== null && stranger !== null) {
      const options = { state: workspace.state, preRollSeconds: PRE_ROLL_SECONDS, reader, signal };
      const verdict = await checkClip(clip, stranger, options);
      screen.say(`\nThe clip: ${verdict.path ?? "none"}\n          ${verdict.detail}`);
      if (verdict.ok) this.#step(add(this.#story, "clip-plays", clock.now().at, verdict.detail));
    }
    const question = unlock ?? "last";
    const answer = await runGatehouse(workspace.config, ["why", question], signal);
    screen.say(`\n$ gatehouse why ${question}\n${(answer.ok ? answer.out : answer.err).trimEnd()}\n`);
    if (answer.ok && answer.out.trim() !== "") {
      const lines = answer.out.trim().split("\n");
      this.#step(
        add(
          this.#story,
          "question-answered",
          clock.now().at,
          `${String(lines.length)} lines: ${lines[0] ?? ""}`,
        ),
      );
    }
  }

  #account(workspace: Workspace, daemon: DaemonProcess, trouble: string | null): boolean {
    const { screen, err, signal } = this.#parts;
    const open = missing(this.#story, this.#plan.steps);
    if (open.length > 0 && signal.aborted) screen.say("\nEnded by you, before the story was complete.");
    else if (open.length > 0) {
      err.write(`Did not happen: ${open.join(", ")}${trouble === null ? "" : ` (${trouble})`}.\n`);
      err.write(`The daemon's last words (all of them in ${join(workspace.directory, "daemon.log")}):\n`);
      for (const line of daemon.lastLines()) err.write(`  ${line}\n`);
    }
    screen.say(`Everything of this demo is kept in ${workspace.directory}`);
    screen.end(
      open.length === 0,
      this.#plan.steps.map((step) => {
        const done = this.#story.steps.find((one) => one.step === step);
        return done === undefined
          ? { step, ok: false, seconds: null, detail: "" }
          : { step, ok: true, seconds: this.#seconds(done.at), detail: done.detail };
      }),
    );
    return open.length === 0;
  }

  #seconds(at: number): number {
    return Math.max(0, (at - this.#startedAt) / 1000);
  }
}
