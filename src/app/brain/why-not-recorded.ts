import type { GatehouseConfig } from "../../config/schema/gatehouse.ts";

/** Clips and segments that are kept as the camera sent them show masked areas: without the household's word for it there are none. */
export function whyNotRecorded(camera: string, { cameras }: Pick<GatehouseConfig, "cameras">): string | null {
  const { masks = [], encode = false, record_unmasked = false } = cameras[camera] ?? {};
  if (masks.length === 0 || encode || record_unmasked) return null;
  return `Clips of ${camera} would show what its masks hide; \`encode: true\` paints them in, \`record_unmasked: true\` records all the same.`;
}
