import type { GatehouseConfig } from "../../config/schema/gatehouse.ts";

/** Clips are kept as the camera sent them, masked areas included: without the household's word for it there are none. */
export function whyNotRecorded(camera: string, { cameras }: Pick<GatehouseConfig, "cameras">): string | null {
  const { masks = [], record_unmasked = false } = cameras[camera] ?? {};
  if (masks.length === 0 || record_unmasked) return null;
  return `Clips of ${camera} would show what its masks hide; \`record_unmasked: true\` records them all the same.`;
}
