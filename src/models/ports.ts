/** Something that can be downloaded in one piece: an npm package's archive, or a single file. */
export type Archive =
  | {
      readonly kind: "npm";
      readonly name: string;
      readonly version: string;
      readonly integrity: string;
      /** Expected size, for the progress bar. */
      readonly bytes: number;
    }
  | { readonly kind: "url"; readonly url: string; readonly bytes: number };

/** What a download is given besides the archive. */
export interface FetchOptions {
  /** Paths inside the archive that are wanted; ignored for a single file. */
  readonly paths: readonly string[];
  /** Called with the number of bytes of each piece that arrived. */
  readonly onBytes: (bytes: number) => void;
  readonly signal: AbortSignal;
}

/** Downloads archives. */
export interface ArchiveFetcher {
  /**
   * The wanted files by their path (a single file has the path ``). A path that the archive does not have is absent
   * from the answer. Rejects with `MODELS_FETCH_FAILED` (the archive cannot be had) or `MODELS_DIGEST_MISMATCH` (its
   * integrity is another one).
   */
  fetch(archive: Archive, options: FetchOptions): Promise<ReadonlyMap<string, Uint8Array>>;
}

/** The directory with the models' files. */
export interface ModelStore {
  /** SHA-256 of a file in lower-case hexadecimal, or null if there is none. */
  digest(file: string): Promise<string | null>;
  /** Replaces a file at once: readers see the old one or the new one, never a part. */
  write(file: string, bytes: Uint8Array): Promise<void>;
}
