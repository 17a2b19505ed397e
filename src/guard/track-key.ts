/** The name under which a track's evidence is spent: unique within the machine's boot. */
export function trackKey(run: string, track: number): string {
  return `${run}/${track}`;
}
