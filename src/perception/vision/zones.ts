import type { Box } from "./observation.ts";

/** Named polygons in fractions of the picture. */
export type Zones = Readonly<Record<string, readonly (readonly [number, number])[]>>;

/** The names of the zones in which the middle of the box's lower edge lies, in the order of the configuration. */
export function zonesOf(box: Box, zones: Zones): string[] {
  const x = box[0] + box[2] / 2;
  // A box that reaches the picture's lower edge still stands in a zone that ends there.
  const y = Math.min(box[1] + box[3], 1 - 1e-6);
  return Object.entries(zones)
    .filter(([, polygon]) => contains(polygon, x, y))
    .map(([name]) => name);
}

/** Even-odd rule: a ray to the right crosses the outline an odd number of times. */
function contains(polygon: readonly (readonly [number, number])[], x: number, y: number): boolean {
  let inside = false;
  let previous = polygon[polygon.length - 1];
  for (const corner of polygon) {
    if (previous !== undefined && corner[1] > y !== previous[1] > y) {
      const crossing = corner[0] + ((y - corner[1]) * (previous[0] - corner[0])) / (previous[1] - corner[1]);
      if (x < crossing) inside = !inside;
    }
    previous = corner;
  }
  return inside;
}
