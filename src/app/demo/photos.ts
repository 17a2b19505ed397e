import type { Archive } from "../../models/ports.ts";

/**
 * The photographs of the demo: sample pictures inside an npm package under the MIT licence. Its integrity is that of the
 * registry; a package that differs by one bit is refused.
 */
export const PHOTO_ARCHIVE: Archive = {
  kind: "npm",
  name: "@vladmandic/face-api",
  version: "1.7.15",
  integrity:
    "sha512-WDMmK3CfNLo8jylWqMoQgf4nIst3M0fzx1dnac96wv/dvMTN4DxC/Pq1DGtduDk1lktCamQ3MIDXFnvrdHTXDw==",
  bytes: 12_677_476,
};

/**
 * What the demo's synthesised voice says. The name is written as two words, because flite does not know it and would
 * otherwise say the "a" of "father".
 */
export const SPOKEN_COMMAND = "hey gate house, turn on sentry mode";
