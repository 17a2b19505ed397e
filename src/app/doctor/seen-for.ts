import type { LiveCamera, LiveLooks } from "../live-camera.ts";

/** What a camera sees for some seconds, from its first picture on. Rejects as the camera does. */
export async function* seenFor(
  { seen }: Pick<LiveCamera, "seen">,
  seconds: number,
): AsyncGenerator<LiveLooks> {
  let firstT: number | null = null;
  for await (const looked of seen) {
    firstT ??= looked.frame.t;
    yield looked;
    if (looked.frame.t - firstT >= seconds * 1000) return;
  }
}
