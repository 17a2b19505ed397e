/** A photograph of the demo: where it is and what is taken from it. Coordinates are pixels of the photograph. */
export interface PortraitCut {
  /** File name of the photograph within the package (see `demo/photos.yaml`). */
  readonly photo: string;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Turned by so many degrees (clockwise) so that the head stands upright. */
  readonly turnDegrees: number;
}

/** A person cut out of a photograph along an outline, to be put into the porch scene. */
export interface FigureCut {
  readonly photo: string;
  /** Corners of the outline, joined by a smooth curve; the edge is softened by `softPx`. */
  readonly outline: readonly (readonly [x: number, y: number])[];
  readonly softPx: number;
}

/** The photograph from which the family member is enrolled: she is at its right, her head tilted. */
export const ENROLMENT: PortraitCut = {
  photo: "demo/sample1.jpg",
  left: 1262,
  top: 112,
  width: 560,
  height: 560,
  turnDegrees: -28,
};

/** The same woman in another photograph: this is how she comes to the door. */
export const FAMILY_FIGURE: FigureCut = {
  photo: "demo/sample3.jpg",
  softPx: 4,
  outline: [
    [966, 1010],
    [956, 900],
    [950, 800],
    [936, 700],
    [926, 640],
    [930, 600],
    [948, 565],
    [968, 530],
    [1005, 508],
    [1060, 502],
    [1106, 498],
    [1112, 482],
    [1092, 452],
    [1079, 415],
    [1073, 370],
    [1074, 330],
    [1084, 290],
    [1090, 250],
    [1102, 212],
    [1130, 176],
    [1170, 152],
    [1215, 141],
    [1262, 140],
    [1305, 150],
    [1335, 178],
    [1356, 215],
    [1372, 260],
    [1379, 310],
    [1374, 360],
    [1364, 410],
    [1346, 455],
    [1330, 500],
    [1320, 550],
    [1330, 595],
    [1346, 640],
    [1372, 690],
    [1390, 745],
    [1402, 810],
    [1414, 900],
    [1425, 1010],
  ],
};

/** Somebody else, from a third photograph: the stranger. */
export const STRANGER_FIGURE: FigureCut = {
  photo: "demo/sample6.jpg",
  softPx: 4,
  outline: [
    [1398, 1010],
    [1420, 930],
    [1438, 860],
    [1446, 790],
    [1452, 730],
    [1476, 700],
    [1500, 668],
    [1510, 620],
    [1504, 575],
    [1482, 535],
    [1464, 490],
    [1455, 440],
    [1454, 390],
    [1466, 340],
    [1490, 290],
    [1507, 240],
    [1532, 192],
    [1572, 163],
    [1620, 151],
    [1668, 160],
    [1713, 186],
    [1748, 231],
    [1769, 290],
    [1779, 360],
    [1783, 430],
    [1783, 520],
    [1790, 600],
    [1800, 680],
    [1795, 722],
    [1780, 752],
    [1770, 780],
    [1752, 830],
    [1738, 880],
    [1714, 940],
    [1692, 1010],
  ],
};

/** The outline as an SVG path: a closed Catmull-Rom curve through its corners, moved by `-left`, `-top`. */
export function outlinePath(cut: FigureCut, left: number, top: number): string {
  const points = cut.outline;
  const at = (i: number): readonly [number, number] => {
    const [x, y] = points[(i + points.length) % points.length] ?? [0, 0];
    return [x - left, y - top];
  };
  const parts = [`M ${at(0).join(" ")}`];
  for (let i = 0; i < points.length; i++) {
    const [before, from, to, after] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    const c1 = [from[0] + (to[0] - before[0]) / 6, from[1] + (to[1] - before[1]) / 6];
    const c2 = [to[0] - (after[0] - from[0]) / 6, to[1] - (after[1] - from[1]) / 6];
    parts.push(`C ${c1.join(" ")} ${c2.join(" ")} ${to.join(" ")}`);
  }
  return `${parts.join(" ")} Z`;
}

/** The rectangle around an outline. */
export function boundsOf(cut: FigureCut): { left: number; top: number; width: number; height: number } {
  const xs = cut.outline.map(([x]) => x);
  const ys = cut.outline.map(([, y]) => y);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { left, top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}
