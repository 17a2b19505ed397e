import type { FaceLook } from "../../perception/vision/face-look.ts";

/**
 * The face in the middle of a picture; null without faces. Pictures of Labeled Faces in the Wild are cut around the person
 * whose name they bear; others may stand at the side, nearer and larger.
 */
export function mostCentral(
  looks: readonly FaceLook[],
  { width, height }: { readonly width: number; readonly height: number },
): FaceLook | null {
  const distance = ({ box }: FaceLook): number =>
    Math.hypot(box.x + (box.width - width) / 2, box.y + (box.height - height) / 2);
  return [...looks].sort((a, b) => distance(a) - distance(b))[0] ?? null;
}
