import { attempt } from "../../dist/app/evaluate/attempt.js";
import { doorPolicy } from "../../dist/app/evaluate/door-policy.js";
import { GatehouseConfig } from "../../dist/config/schema/gatehouse.js";

const config = GatehouseConfig.parse({ node: "bench" });
const setup = { door: doorPolicy(config), thresholds: config.vision };
const FRAME_MS = 100;

/** Shows a visit to a door where these people are enrolled: their names and embeddings. */
export function visit(frames, people) {
  const gallery = people.map(({ name, embedding }) => ({ name, group: "family", templates: [embedding] }));
  return attempt(frames, { ...setup, gallery });
}

/** Frames of a look that is seen again and again; taken for a living face, because a photo is none. */
export function standing({ looks, width, height }, frames = 6) {
  const [face] = looks;
  const seen = face === undefined ? [] : [{ ...face, live: face.embedding === null ? null : 1 }];
  return Array.from({ length: frames }, (_, index) => ({ t: index * FRAME_MS, width, height, looks: seen }));
}

export const median = (values) =>
  values.length === 0 ? null : values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
