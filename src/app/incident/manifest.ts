import type { ClipState } from "../clips/list.ts";
import type { Incident } from "./incident.ts";

/** A file of the archive. */
export interface ArchivedFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface ManifestFacts {
  readonly version: string;
  readonly madeAt: number;
  /** What the clip's file is worth. */
  readonly state: ClipState;
  readonly files: readonly ArchivedFile[];
  /** What the events point to and that is no longer kept. */
  readonly gone: readonly string[];
}

/** What is in the archive, for programs: `manifest.json`. */
export function manifestOf({ clip, events }: Incident, facts: ManifestFacts): string {
  const { version, madeAt, state, files, gone } = facts;
  const { clip: name, camera, seconds, bytes, reason, continues, truth, sha256 } = clip;
  const about = { clip: name, camera, seconds, bytes, reason, continues, truth, sha256 };
  const seqs = events.map(({ seq }) => seq);
  const manifest = {
    format: "gatehouse-incident",
    formatVersion: 1,
    madeAt: new Date(madeAt).toISOString(),
    gatehouse: version,
    clip: { ...about, startAt: new Date(clip.startAt).toISOString(), state },
    journal: seqs.length === 0 ? null : { firstSeq: Math.min(...seqs), lastSeq: Math.max(...seqs) },
    files,
    gone,
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
