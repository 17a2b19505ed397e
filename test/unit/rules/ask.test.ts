import { describe, expect, it } from "vitest";
import { asked, fields, RuleBench, told } from "../../fakes/rule-bench.ts";
import type { StepResult } from "../../../src/rules/step.ts";

const RULES = `rules:
  - id: garage
    triggers: [{ trigger: voice, sentences: ["open the garage"] }]
    actions:
      - action: ask
        question: Really open it?
        timeout: 8s
        then:
          - { action: speak, text: "I heard {{ answer }}." }
          - wait: 5s
          - { action: device, turn_on: lamp }
        else:
          - { action: speak, text: "So not ({{ answer }})." }
      - { action: notify, message: done }
`;
const REQUEST = "e1/garage/1";

const begun = async (rules = RULES): Promise<{ house: RuleBench; first: StepResult }> => {
  const house = await RuleBench.of(rules);
  return { house, first: house.send(100, "voice.commanded", fields.command("garage")) };
};
const answer = (house: RuleBench, said: string | null, at = 105, request = REQUEST): StepResult =>
  house.send(at, "voice.answered", {
    ...{ microphone: "hall", request, answer: said, sentence: said, llr: said === null ? null : -1 },
    why: said === null ? "Nobody said anything." : "It was one of the answers.",
  });

describe("a question", () => {
  it("is asked where the command was heard, with the usual ways to say yes and no, and waits", async () => {
    const { first } = await begun();
    expect(first.requests.map(({ id, action }) => ({ id, action }))).toEqual([
      {
        id: REQUEST,
        action: {
          kind: "ask",
          question: "Really open it?",
          microphone: "hall",
          answers: [
            { answer: "yes", sentences: ["yes", "yes please", "yes do it", "go ahead"] },
            { answer: "no", sentences: ["no", "no thanks", "no thank you", "do not"] },
          ],
          timeoutMs: 8_000,
        },
      },
    ]);
    expect(first.traces[0]?.outcome).toBe("running");
  });

  it("goes on with `then` after the first answer, waits in it included, and then behind it", async () => {
    const { house } = await begun();
    const result = answer(house, "yes");
    expect(asked(result)).toEqual(["speak:I heard yes."]);
    expect(result.traces[0]?.steps.map(({ path, detail }) => `${path} ${detail}`)).toContain(
      "actions/0 answered: yes",
    );
    expect(asked(house.timer(110))).toEqual(["device:lamp:on", "notify:done:"]);
  });

  it.each([
    ["no", "speak:So not (no)."],
    [null, "speak:So not ()."],
  ])("goes on with `else` after %s", async (said, spoken) => {
    const { house } = await begun();
    const result = answer(house, said);
    expect(asked(result)).toEqual([spoken, "notify:done:"]);
    expect(result.traces[0]?.outcome).toBe("finished");
  });

  it("counts as unanswered when it was denied, expired, or could not be asked", async () => {
    const denial = {
      ...{ request: REQUEST, device: null, action: "ask hall", code: "UNKNOWN_MICROPHONE", evidence: [] },
      ...{ by: { kind: "command" as const }, reason: "There is no microphone hall." },
    };
    const { house } = await begun();
    expect(asked(house.send(101, "request.denied", denial))[0]).toBe("speak:So not ().");
    const other = await begun();
    const failed = { device: "microphone:hall", why: "Gatehouse has no voice.", by: REQUEST };
    const result = other.house.send(101, "device.failed", failed);
    expect(asked(result)[0]).toBe("speak:So not ().");
    expect(result.traces[0]?.steps.map(({ path, detail }) => `${path} ${detail}`)).toContain(
      "actions/0 nobody answered: Gatehouse has no voice.",
    );
  });

  it("that a restart interrupts counts as unanswered, and a late answer for nothing", async () => {
    const { house } = await begun();
    expect(asked(house.restart(103))).toEqual(["speak:So not ().", "notify:done:"]);
    expect(asked(answer(house, "yes", 104))).toEqual([]);
  });

  it("that a reboot interrupts counts as unanswered", async () => {
    const { house } = await begun();
    const result = house.restart(2, { boot: "boot-2", startAt: house.startAt + 3_600_000 });
    expect(asked(result)).toEqual(["speak:So not ().", "notify:done:"]);
  });

  it("is not waited for for ever", async () => {
    const { house } = await begun();
    expect(house.wakeAtT).toBe(168_000);
    expect(asked(house.timer(168))[0]).toBe("speak:So not ().");
  });

  it("takes no answer to another question", async () => {
    const { house } = await begun();
    expect(asked(answer(house, "yes", 105, "e1/garage/2"))).toEqual([]);
    expect(house.state.runs).toHaveLength(1);
  });

  it("takes each answer once", async () => {
    const { house } = await begun();
    answer(house, "yes");
    expect(asked(answer(house, "yes", 106))).toEqual([]);
  });

  it("may have answers of its own, and two questions may follow each other", async () => {
    const { house, first } = await begun(`rules:
  - id: garage
    triggers: [{ trigger: voice, sentences: ["open the garage"] }]
    actions:
      - action: ask
        question: Which one?
        answers: { left: [the left one, left], right: [the right one] }
      - { action: speak, text: "{{ answer }}" }
      - { action: ask, question: Sure?, then: [{ action: speak, text: opening }] }
`);
    expect(first.requests[0]?.action).toMatchObject({
      answers: [
        { answer: "left", sentences: ["the left one", "left"] },
        { answer: "right", sentences: ["the right one"] },
      ],
    });
    const second = answer(house, "right");
    expect(asked(second)).toEqual(["speak:right", expect.stringMatching(/^ask:Sure/)]);
    const third = answer(house, "yes", 110, second.requests[1]?.id);
    expect(asked(third)).toEqual(["speak:opening"]);
    expect(told(third)).toEqual([expect.stringContaining("garage finished")]);
  });
});
