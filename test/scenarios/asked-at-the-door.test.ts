import { describe, expect, it } from "vitest";
import type { EventDraft } from "../../src/events/catalogue.ts";
import type { Order } from "../../src/guard/challenge/challenge.ts";
import type { Denied } from "../../src/guard/decision.ts";
import type { ChallengeKind } from "../../src/guard/policy.ts";
import { ChallengingDoor, drawing } from "../fakes/challenging-door.ts";

/** What happens at a door that asks for something, and what the guard has done for it, as lines that can be read. */
class Trace {
  readonly lines: string[] = [];
  readonly door: ChallengingDoor;
  readonly #beganT: number;

  constructor(kind: ChallengeKind) {
    const turns = drawing(["left", "right"]);
    const random = kind === "turn-head" ? turns : () => 0;
    this.door = new ChallengingDoor(kind, {
      random,
      ordered: (order) => this.#line(`    ${orderText(this.#since, order)}`),
    });
    this.#beganT = this.door.t;
    this.tell("Ana comes, and something asks for the door");
    this.tell(`the request: ${this.door.begin()}`);
  }

  tell(what: string): void {
    this.#line(what);
  }

  /** What has been told is in the journal, and the request is judged. */
  judged(): void {
    this.tell("what was told is in the journal");
    const outcome = this.door.journalled();
    this.tell(`the request: ${outcome}`);
  }

  spoken(): void {
    this.door.wait(1_500);
    this.tell("that was said aloud");
    this.door.spoken();
  }

  says(phrase: string, mouth = 0.3): void {
    this.tell(`Ana says “${phrase}”${mouth > 0 ? "" : " (and her mouth is still)"}`);
    this.door.answer(phrase, { mouth });
  }

  turns(to: string, yaw: number): void {
    this.tell(`Ana turns her head to the ${to}, and back`);
    this.door.hold(yaw, 4);
    this.door.hold(0, 3);
  }

  get text(): string {
    return `${this.lines.join("\n")}\n`;
  }

  readonly #since = (t: number): string => `${((t - this.#beganT) / 1_000).toFixed(1)} s`;

  #line(text: string): void {
    this.lines.push(`${this.#since(this.door.t)}: ${text}`);
  }
}

function orderText(since: (t: number) => string, order: Order): string {
  switch (order.kind) {
    case "speak":
      return `speak: ${order.text}`;
    case "listen": {
      const at = order.microphones.join(", ");
      if (order.phrases.length === 0) return `listen no more at ${at}`;
      return `listen at ${at} for one of ${order.phrases.length} phrases, from ${since(order.fromT)} until ${since(order.untilT)}`;
    }
    case "attend":
      return `look ${order.fps} times a second at ${order.camera} until ${since(order.untilT)}`;
    case "tell":
      return `tell: ${draftText(order.draft)}`;
    case "judge":
      return order.denial === null
        ? "judge the request again"
        : `deny the request: ${denialText(order.denial)}`;
  }
}

function draftText(draft: EventDraft): string {
  if (
    draft.name !== "challenge.issued" &&
    draft.name !== "challenge.passed" &&
    draft.name !== "challenge.failed"
  )
    return draft.name;
  const what = `${draft.name} (${draft.kind}, attempt ${draft.attempt}, ${draft.person} at ${draft.camera})`;
  if (draft.name === "challenge.issued") return what;
  const why =
    draft.name === "challenge.failed" ? ` ${draft.why}${draft.last ? " No attempt is left." : ""}` : "";
  return `${what}${why} ${factsText(draft.facts)}`;
}

function denialText({ code, reason, evidence }: Denied): string {
  return [`${code}: ${reason}`, ...evidence.map(({ kind, facts }) => `${kind} ${factsText(facts)}`)].join(
    " ",
  );
}

function factsText(facts: Readonly<Record<string, unknown>>): string {
  return `{ ${Object.entries(facts)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join(", ")} }`;
}

describe("somebody who is asked for a code", () => {
  it("says it and comes in", async () => {
    const trace = new Trace("say-code");
    trace.spoken();
    trace.says("yellow elephant");
    trace.judged();
    await expect(trace.text).toMatchFileSnapshot("say-code-passed.golden.txt");
  });

  it("says something else, and then lets somebody else say it, and stays outside", async () => {
    const trace = new Trace("say-code");
    trace.spoken();
    trace.says("purple giraffe");
    trace.spoken();
    trace.says("yellow elephant", 0);
    trace.judged();
    await expect(trace.text).toMatchFileSnapshot("say-code-denied.golden.txt");
  });
});

describe("somebody who is asked to turn the head", () => {
  it("does so and comes in", async () => {
    const trace = new Trace("turn-head");
    trace.door.hold(0, 10);
    trace.spoken();
    trace.turns("left", 0.5);
    trace.spoken();
    trace.turns("right", -0.5);
    trace.judged();
    await expect(trace.text).toMatchFileSnapshot("turn-head-passed.golden.txt");
  });

  it("turns it to the other side, and then not at all, and stays outside", async () => {
    const trace = new Trace("turn-head");
    trace.door.hold(0, 10);
    trace.spoken();
    trace.turns("right", -0.5);
    trace.door.hold(0, 10);
    trace.spoken();
    trace.tell("Ana only looks");
    trace.door.hold(0, 42);
    trace.judged();
    await expect(trace.text).toMatchFileSnapshot("turn-head-denied.golden.txt");
  });
});
