import { describe, expect, it } from "vitest";
import { AT_REST, endpoint, type Endpoint } from "../../../../src/perception/voice/endpointer.ts";
import { Framer, Utterances, type Utterance } from "../../../../src/perception/voice/utterances.ts";

/** What probabilities of so many frames each bring. */
function run(
  ...stretches: readonly (readonly [frames: number, probability: number])[]
): { frame: number; endpoint: Endpoint }[] {
  let state = AT_REST;
  const seen: { frame: number; endpoint: Endpoint }[] = [];
  for (const [frames, probability] of stretches)
    for (let i = 0; i < frames; i += 1) {
      const { frame } = state;
      const step = endpoint(state, probability);
      state = step.state;
      if (step.endpoint.kind !== "none") seen.push({ frame, endpoint: step.endpoint });
    }
  return seen;
}

describe("endpoint", () => {
  it("ends an utterance after half a second of silence", () => {
    expect(run([10, 0], [30, 0.9], [30, 0])).toEqual([
      { frame: 10, endpoint: { kind: "began" } },
      { frame: 55, endpoint: { kind: "ended", first: 10, last: 39 } },
    ]);
  });

  it("does not end it in the pauses that commands have", () => {
    expect(run([20, 0.9], [12, 0.1], [20, 0.9], [30, 0]).map((one) => one.endpoint.kind)).toEqual([
      "began",
      "ended",
    ]);
  });

  it("keeps going on probabilities that would not have begun it", () => {
    expect(run([10, 0.9], [40, 0.4], [30, 0]).at(-1)?.endpoint).toEqual({
      kind: "ended",
      first: 0,
      last: 49,
    });
    expect(run([40, 0.4])).toEqual([]);
  });

  it("drops clicks", () => {
    expect(run([3, 0.9], [30, 0]).map((one) => one.endpoint.kind)).toEqual(["began", "too-short"]);
  });

  it("gives up after ten seconds and waits for silence", () => {
    expect(run([400, 0.9], [30, 0], [20, 0.9], [30, 0]).map((one) => one.endpoint.kind)).toEqual([
      "began",
      "too-long",
      "began",
      "ended",
    ]);
  });
});

describe("Utterances", () => {
  const FRAME = 512;
  /** Frames with their own number in every sample. */
  function hear(
    stretches: readonly (readonly [number, number])[],
    which: "utterance" | "likely" = "utterance",
  ): Utterance[] {
    const utterances = new Utterances();
    const found: Utterance[] = [];
    let n = 0;
    for (const [frames, probability] of stretches)
      for (let i = 0; i < frames; i += 1, n += 1) {
        const samples = new Int16Array(FRAME).fill(n);
        const pushed = utterances.push({ samples, t: 1000 + n * 32, atMinusT: 5 }, probability);
        const utterance = pushed[which];
        if (utterance !== null) found.push(utterance);
      }
    return found;
  }

  it("keeps 0.3 s on either side and tells when the speech was", () => {
    const [utterance] = hear([
      [50, 0],
      [30, 0.9],
      [30, 0],
    ]);
    expect(utterance?.samples[0]).toBe(40);
    expect(utterance?.samples.at(-1)).toBe(89);
    expect(utterance).toMatchObject({
      samplesT: 1000 + 40 * 32,
      startT: 1000 + 50 * 32,
      endT: 1000 + 80 * 32,
    });
  });

  it("tells what is likely to be one as soon as all of it is there, and again if the speech goes on", () => {
    const stretches = [
      [50, 0],
      [30, 0.9],
      [12, 0],
      [20, 0.9],
      [30, 0],
    ] as const;
    const likely = hear(stretches, "likely");
    expect(likely.map(({ endT }) => endT)).toEqual([1000 + 80 * 32, 1000 + 112 * 32]);
    expect(likely.at(-1)).toEqual(hear(stretches)[0]);
  });

  it("takes no click for what is likely to be one", () => {
    const click = [
      [20, 0],
      [4, 0.9],
      [30, 0],
    ] as const;
    expect(hear(click, "likely")).toEqual([]);
  });

  it("begins with the sound where there is no silence before it", () => {
    expect(
      hear([
        [30, 0.9],
        [30, 0],
      ])[0]?.samples[0],
    ).toBe(0);
  });

  it("cuts every utterance", () => {
    const all = hear([
      [20, 0],
      [30, 0.9],
      [30, 0],
      [30, 0.9],
      [30, 0],
    ]);
    expect(all.map((one) => one.samples[0])).toEqual([10, 70]);
  });
});

describe("Framer", () => {
  it("cuts chunks of any length into frames with their own times", () => {
    const framer = new Framer();
    const frames = [];
    for (let i = 0; i < 3; i += 1)
      frames.push(
        ...framer.frames({ samples: new Int16Array(400).fill(i), t: 100 + i * 25, at: 1100 + i * 25 }),
      );
    expect(frames.map(({ t }) => t)).toEqual([100, 132]);
    expect(frames[0]?.samples.length).toBe(512);
    expect(frames[0]?.samples[400]).toBe(1);
    expect(frames[1]?.atMinusT).toBe(1000);
  });
});
