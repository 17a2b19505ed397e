import { expect, test } from "vitest";
import { ProviderWatch } from "../../../../src/app/brain/provider-watch.ts";

const ON_CPU = [{ task: "face-detection", provider: "cpu", refused: [] }] as const;
const ON_CUDA = [{ task: "face-detection", provider: "cuda", refused: [] }] as const;

test("a process that dies while its models are started leaves the provider alone from then on, and the note says why", () => {
  const watch = new ProviderWatch(["cuda"]);
  expect(watch.gone("signal SIGSEGV")).toBe(true);
  watch.said(ON_CPU);
  expect(watch.note).toBe(
    "the vision models run on cpu; " +
      "cuda is not tried again: the camera's process ended while it started: signal SIGSEGV",
  );
  expect(watch.gone("signal SIGSEGV")).toBe(false);
});

test("one that dies later is started as before", () => {
  const watch = new ProviderWatch(["cuda"]);
  watch.said(ON_CUDA);
  expect(watch.note).toBe("the vision models run on cuda");
  expect(watch.gone("signal SIGSEGV")).toBe(false);
  expect(watch.gone("signal SIGSEGV")).toBe(true);
});

test("with the CPU alone nothing is blamed, and there is nothing to say", () => {
  const watch = new ProviderWatch(["cpu"]);
  expect(watch.gone("signal SIGSEGV")).toBe(false);
  watch.said(ON_CPU);
  expect(watch.note).toBeNull();
});
