/**
 * What `mouthOfSound` weighs with: for each of these steps around one, the weight of each band. Learnt by
 * `bench/mouth-weights.mjs` from 217 sentences of one speaker of the GRID audiovisual sentence corpus (Cooke, Barker,
 * Cunningham, Shao 2006; CC BY 4.0).
 */
export const STEPS_AROUND: readonly number[] = [-3, -1, 1, 3];
// prettier-ignore
export const MOUTH_WEIGHTS: readonly (readonly number[])[] = [
  [-0.0342, 0.0136, -0.0126, 0.0318, 0.0063, -0.0104, 0.0108, -0.0507, -0.0062, -0.0027, 0.0222, -0.0161, -0.0263, 0.0004, 0.0451, 0.0001],
  [0.0715, -0.0333, 0.0025, 0.1256, 0.0359, -0.0150, -0.0075, -0.0438, 0.0174, -0.0495, 0.1559, -0.0248, -0.0051, -0.0045, 0.0632, -0.0020],
  [0.0952, -0.0347, -0.0023, 0.0929, 0.0442, -0.0589, -0.0055, -0.0184, 0.0556, -0.1229, 0.2083, 0.0154, -0.0021, -0.0104, 0.0292, -0.0056],
  [0.0321, -0.0551, 0.0023, -0.0142, 0.0011, 0.0033, 0.0044, 0.0055, 0.0198, -0.0694, 0.0652, 0.0284, -0.0163, 0.0184, 0.0452, -0.0106],
];
