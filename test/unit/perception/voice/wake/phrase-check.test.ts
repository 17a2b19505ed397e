import { expect, test } from "vitest";
import { compileGrammar, type Expectation } from "../../../../../src/perception/voice/grammar.ts";
import { checkPhrase } from "../../../../../src/perception/voice/wake/phrase-check.ts";
import { recognitionOf } from "../../../../fakes/scripted-voice.ts";

const grammar = compileGrammar({
  wakePhrase: "hey gatehouse",
  intents: [{ intent: "sentry", sentences: ["turn on sentry mode"] }],
});

/** What is searched for, in turn, where the phrase is found only by these searches. */
async function searched(found: readonly Expectation[], mayBeDoubtful: boolean) {
  const asked: Expectation[] = [];
  const recogniser = {
    recognise: (_: Int16Array, expectation: Expectation) => {
      asked.push(expectation);
      const words = found.includes(expectation) ? grammar.wakeWords.join(" ") : "";
      return Promise.resolve(recognitionOf(words, -20));
    },
  };
  const checked = await checkPhrase({ samples: new Int16Array(16), mayBeDoubtful }, { recogniser, grammar });
  return { asked, checked };
}

test("the phrase alone is looked for where it is not found among other speech", async () => {
  const { asked, checked } = await searched(["addressed"], true);
  expect(asked).toEqual(["spotted", "addressed"]);
  expect(checked.among).toBeNull();
  expect(checked.alone).toBeCloseTo(-20, 0);
});

test("a command does not wait for a search that could decide nothing", async () => {
  expect((await searched(["addressed"], false)).asked).toEqual(["spotted"]);
  expect((await searched(["spotted"], true)).asked).toEqual(["spotted"]);
});
