import { expect, test } from "vitest";
import { planDemo, type DemoWishes } from "../../../src/app/demo/plan.ts";
import { STEPS } from "../../../src/app/demo/story.ts";

const media = { film: "/m/film.mp4", sound: "/m/command.wav", portrait: "/m/portrait.jpg" };
const wishes: DemoWishes = { camera: null, microphone: null, me: [], keep: null };

test("without wishes the film and the synthesised voice play, and every step is wanted", () => {
  const plan = planDemo(wishes, media, null);
  expect(plan).toMatchObject({ camera: media.film, microphone: media.sound, loopCamera: false });
  expect(plan.steps).toEqual(STEPS);
  expect(plan.patienceSeconds).toBeGreaterThan(60);
});

test("the narrator says that a photograph opened the door, and why it cannot open a real one", () => {
  const remark = planDemo(wishes, media, null).remarks["door-unlocked"]?.join(" ");
  expect(remark).toContain("A photograph opened this door");
  expect(remark).toContain("accepts: replay");
  expect(planDemo({ ...wishes, camera: "/dev/video0" }, media, null).remarks).toEqual({});
});

test("a visitor at his own camera whom nobody knows is a stranger, and no door has to open", () => {
  const plan = planDemo({ ...wishes, camera: "/dev/video0" }, media, null);
  expect(plan.person).toBeNull();
  expect(plan.steps).not.toContain("door-unlocked");
  expect(plan.steps).toContain("stranger-recorded");
  expect(plan.prologue.join("\n")).toContain("--me PHOTO");
});

test("a visitor who brings a photograph of himself is family", () => {
  const plan = planDemo({ ...wishes, camera: "/dev/video0", me: ["/me.jpg"] }, media, null);
  expect(plan.person).toMatchObject({ name: "visitor", photos: ["/me.jpg"] });
  expect(plan.steps).toEqual(STEPS);
});

test("while the visitor speaks himself the film begins again, and nobody hurries him", () => {
  const plan = planDemo({ ...wishes, microphone: "alsa:default" }, media, null);
  expect(plan).toMatchObject({ loopCamera: true, microphone: "alsa:default", patienceSeconds: null });
  expect(plan.prologue.join("\n")).toContain('Say: "hey gatehouse, turn on sentry mode"');
});
