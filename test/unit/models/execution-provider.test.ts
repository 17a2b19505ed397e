import { expect, test } from "vitest";
import {
  beforeCpu,
  describeChoices,
  unfinished,
  type ProviderChoice,
} from "../../../src/models/execution-provider.ts";

const onCpu = (task: string, ...whys: string[]): ProviderChoice => ({
  task,
  provider: "cpu",
  refused: whys.map((why) => ({ provider: "cuda", code: "PROVIDER_UNAVAILABLE", why })),
});

test("where only the CPU was asked for there is nothing to say", () => {
  expect(describeChoices([onCpu("face-detection"), onCpu("face-embedding")])).toBeNull();
});

test("a reason that holds for all models is given once", () => {
  const choices = ["face-detection", "face-embedding"].map((task) =>
    onCpu(task, "cuda cannot be loaded: no driver"),
  );
  expect(describeChoices(choices)).toBe("the vision models run on cpu; cuda cannot be loaded: no driver");
});

test("models that run apart are named, each with its reason", () => {
  const choices: ProviderChoice[] = [
    { task: "face-embedding", provider: "cuda", refused: [] },
    onCpu("face-landmarks", "cuda is not used: it takes 2.0 ms where the CPU takes 0.5 ms"),
  ];
  expect(describeChoices(choices)).toBe(
    "the vision models run on cuda (face-embedding), cpu (face-landmarks); " +
      "face-landmarks: cuda is not used: it takes 2.0 ms where the CPU takes 0.5 ms",
  );
});

test("nothing is tried that stands behind the CPU", () => {
  expect(beforeCpu(["tensorrt", "cuda"])).toEqual(["tensorrt", "cuda"]);
  expect(beforeCpu(["cuda", "cpu", "webgpu"])).toEqual(["cuda"]);
  expect(beforeCpu(["cpu"])).toEqual([]);
});

test("providers whose trial was never finished are each refused", () => {
  expect(unfinished(["tensorrt", "cuda", "cpu"], "the thread ended")).toEqual([
    {
      provider: "tensorrt",
      code: "PROVIDER_UNFINISHED",
      why: "tensorrt is not tried again: the thread ended",
    },
    { provider: "cuda", code: "PROVIDER_UNFINISHED", why: "cuda is not tried again: the thread ended" },
  ]);
});
