import type { FrameContext } from "./camera.ts";

/** Why a camera's pictures cannot be relied on although they come, for people; null if they can. */
export function pictureFault({ covered, leapt, frozen }: Omit<FrameContext, "fullWidth">): string | null {
  if (covered) return "its picture shows nothing any more: the lens is covered, or the light is out";
  if (leapt) return "its clock leapt, so nobody knows how old its pictures are";
  return frozen ? "its picture is frozen" : null;
}
