import { beforeEach, expect, test } from "vitest";
import type { Reply } from "../../../../src/app/brain/asking.ts";
import { Confirmer } from "../../../../src/app/brain/confirming.ts";
import type { Asking } from "../../../../src/devices/ports.ts";
import { silentLogger } from "../../../../src/runtime/logger.ts";

const SENTENCE = "unlock the front door";

let asked: Asking[];
let reply: () => Promise<Reply>;
let canAsk: boolean;
let confirmer: Confirmer;

beforeEach(() => {
  asked = [];
  canAsk = true;
  reply = () => Promise.resolve({ answer: "yes", sentence: "yes please", llr: -2, why: "" });
  confirmer = new Confirmer({
    asker: {
      question: (asking) => {
        asked.push(asking);
        return reply();
      },
    },
    canAsk: () => canAsk,
    logger: silentLogger,
  });
});

test("it asks for the very words, at that microphone, each time with a name of its own", async () => {
  await confirmer.confirm("hall", SENTENCE);
  await confirmer.confirm("hall", SENTENCE);
  expect(asked[0]).toMatchObject({ microphone: "hall", question: "Did you say: unlock the front door?" });
  expect(asked[0]?.request).not.toBe(asked[1]?.request);
});

test("a yes confirms it, in the words in which it was said", async () => {
  expect(await confirmer.confirm("hall", SENTENCE)).toEqual({ sentence: "yes please", llr: -2 });
});

test.each<[string, Reply]>([
  ["a no", { answer: "no", sentence: "no", llr: -1, why: "" }],
  ["silence", { answer: null, sentence: null, llr: null, why: "Nobody said anything." }],
])("%s does not", async (_, said) => {
  reply = () => Promise.resolve(said);
  expect(await confirmer.confirm("hall", SENTENCE)).toBeNull();
});

test("a loudspeaker that fails confirms nothing", async () => {
  reply = () => Promise.reject(new Error("no such device"));
  expect(await confirmer.confirm("hall", SENTENCE)).toBeNull();
});

test("nobody is asked where Gatehouse may not ask", async () => {
  canAsk = false;
  expect(await confirmer.confirm("hall", SENTENCE)).toBeNull();
  expect(asked).toEqual([]);
});
