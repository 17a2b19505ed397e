import { z } from "zod";
import { GatehouseError } from "../../runtime/errors.ts";
import { runRclone, type RcloneEnd } from "./run-rclone.ts";

/** A place of rclone. */
export interface RemotePlace {
  /** `REMOTE:PATH`. */
  readonly to: string;
  /** rclone's configuration, absolute. */
  readonly config: string;
  /** Names and content are encrypted with it; null: they are not. */
  readonly password: string | null;
  /** At most so much a second, as rclone reads it: `500k`; null: as much as there is. */
  readonly bandwidth: string | null;
}

/** The remote that encrypts, known to rclone by its environment alone. */
const CRYPT = "gatehouse_crypt";
const QUICK_MS = 60_000;
const FOLDER_MS = 6 * 60 * 60_000;
/** What is slower than this is given up, bytes a second. */
const SLOWEST = 5_000;
/** Whoever calls tries again, later and less often than rclone would. */
const PATIENCE = {
  ...{ RCLONE_RETRIES: "1", RCLONE_LOW_LEVEL_RETRIES: "3" },
  ...{ RCLONE_CONTIMEOUT: "15s", RCLONE_TIMEOUT: "60s" },
};
/** rclone's exit codes for what is not there. */
const NOT_THERE = [3, 4];

const Entry = z.object({ Size: z.number(), IsDir: z.boolean() }).nullable();
const About = z.object({
  Hashes: z.array(z.string()).nullish(),
  Features: z.object({ BucketBased: z.boolean().default(false) }).prefault({}),
});

interface AboutPlace {
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly isCompared: boolean;
  readonly isAtomic: boolean;
}

/** Files of another place, by the program rclone. */
export class Rclone {
  readonly #place: RemotePlace;
  readonly #root: string;
  readonly #signal: AbortSignal;
  #interruption = new AbortController();
  readonly #env: NodeJS.ProcessEnv;

  /** Whether rclone itself has compared what arrived with what it sent, by a sum that the other side takes. */
  readonly isCompared: boolean;
  /** Whether a file is there whole or not at all, whatever happens meanwhile: so it is with buckets. */
  readonly isAtomic: boolean;

  private constructor(place: RemotePlace, about: AboutPlace) {
    this.#place = place;
    this.#root = place.password === null ? place.to : `${CRYPT}:`;
    this.#env = about.env;
    this.#signal = about.signal;
    this.isCompared = about.isCompared;
    this.isAtomic = about.isAtomic;
  }

  /**
   * Finds out what the place can do.
   *
   * @param signal ends whatever is being done there
   * @throws GatehouseError RCLONE_MISSING (missing), REMOTE_FAILED (failed)
   */
  static async open(place: RemotePlace, signal: AbortSignal): Promise<Rclone> {
    const { to, config, password } = place;
    const run = { timeoutMs: QUICK_MS, signal };
    const env = { ...process.env, ...PATIENCE, RCLONE_CONFIG: config };
    const features = await runRclone(["backend", "features", "--", to], "text", { ...run, env });
    if (features.code !== 0) throw failed(features);
    const { Hashes, Features } = About.parse(JSON.parse(features.output));
    const crypt = password === null ? {} : await cryptEnv(password, { to, run: { ...run, env } });
    return new Rclone(place, {
      env: { ...env, ...crypt },
      signal,
      isCompared: (Hashes ?? []).length > 0,
      isAtomic: Features.BucketBased,
    });
  }

  /** Breaks off what is being done, which then throws. */
  interrupt(): void {
    this.#interruption.abort();
    this.#interruption = new AbortController();
  }

  /** Bytes of a file; null if there is none. Throws `REMOTE_FAILED` (failed), as all of these. */
  async size(path: string): Promise<number | null> {
    const end = await this.#run(["lsjson", "--stat", "--no-mimetype", "--no-modtime", "--", this.#at(path)]);
    if (NOT_THERE.includes(end.code ?? -1)) return null;
    if (end.code !== 0) throw failed(end);
    const text = end.output.trim();
    const entry = text === "" ? null : Entry.parse(JSON.parse(text));
    // In a bucket whatever is not there might be a folder.
    return entry === null || entry.IsDir ? null : entry.Size;
  }

  /**
   * Copies a file there, under that very name; until it has ended there may be part of it, unless `isAtomic`.
   *
   * @returns false if something is not there: the file, or the bucket
   */
  async put(
    from: string,
    { path, bytes }: { readonly path: string; readonly bytes: number },
  ): Promise<boolean> {
    const { bandwidth } = this.#place;
    const limit = bandwidth === null ? [] : ["--bwlimit", bandwidth];
    const words = ["copyto", "--ignore-times", ...limit, "--", from, this.#at(path)];
    const end = await this.#run(words, { timeoutMs: within(bytes) });
    if (end.code !== null && NOT_THERE.includes(end.code)) return false;
    if (end.code !== 0) throw failed(end);
    return true;
  }

  /** The names of a folder's files; none if there is no such folder. */
  async names(folder: string): Promise<string[]> {
    const end = await this.#run(["lsf", "--files-only", "--", this.#at(folder)]);
    if (NOT_THERE.includes(end.code ?? -1)) return [];
    if (end.code !== 0) throw failed(end);
    return end.output.split("\n").filter((name) => name !== "");
  }

  /** Copies what a folder has and the one there has not, file by file; one that was broken off is sent anew the next time. */
  async putAll(from: string, folder: string): Promise<void> {
    const { bandwidth } = this.#place;
    const limit = bandwidth === null ? [] : ["--bwlimit", bandwidth];
    // What is being written is whole a minute later.
    const words = ["copy", "--min-age", "1m", "--exclude", "*.part", ...limit, "--", from, this.#at(folder)];
    const end = await this.#run(words, { timeoutMs: FOLDER_MS });
    if (end.code !== 0 && !NOT_THERE.includes(end.code ?? -1)) throw failed(end);
  }

  /** Gives a file another name. */
  async rename(from: string, to: string): Promise<void> {
    const end = await this.#run(["moveto", "--", this.#at(from), this.#at(to)]);
    if (end.code !== 0) throw failed(end);
  }

  /** Brings a file here. */
  async get(path: string, to: string, bytes: number): Promise<void> {
    const end = await this.#run(["copyto", "--", this.#at(path), to], { timeoutMs: within(bytes) });
    if (end.code !== 0) throw failed(end);
  }

  /** SHA-256 of a file, for which all of it is read once more. */
  async digest(path: string, bytes: number): Promise<string> {
    const end = await this.#run(["cat", "--", this.#at(path)], { timeoutMs: within(bytes), what: "digest" });
    if (end.code !== 0) throw failed(end);
    return end.output;
  }

  #at(path: string): string {
    return this.#root.endsWith(":") || this.#root.endsWith("/") ? this.#root + path : `${this.#root}/${path}`;
  }

  #run(
    words: readonly string[],
    { timeoutMs = QUICK_MS, what = "text" }: { timeoutMs?: number; what?: "text" | "digest" } = {},
  ): Promise<RcloneEnd> {
    const signal = AbortSignal.any([this.#signal, this.#interruption.signal]);
    return runRclone(words, what, { env: this.#env, timeoutMs, signal });
  }
}

/** What makes rclone encrypt; the password is on no command line. */
async function cryptEnv(
  password: string,
  { to, run }: { to: string; run: { timeoutMs: number; signal: AbortSignal; env: NodeJS.ProcessEnv } },
): Promise<NodeJS.ProcessEnv> {
  const obscured = await runRclone(["obscure", "-"], "text", { ...run, input: password });
  if (obscured.code !== 0) throw failed(obscured);
  const prefix = `RCLONE_CONFIG_${CRYPT.toUpperCase()}`;
  return {
    [`${prefix}_TYPE`]: "crypt",
    [`${prefix}_REMOTE`]: to,
    [`${prefix}_PASSWORD`]: obscured.output.trim(),
  };
}

function within(bytes: number): number {
  return 5 * QUICK_MS + (bytes / SLOWEST) * 1000;
}

function failed({ code, complaint }: RcloneEnd): GatehouseError {
  const how = code === null ? "it took too long, or was ended" : `it ended with code ${code}`;
  return new GatehouseError("REMOTE_FAILED", `rclone: ${complaint === "" ? how : complaint}`, {
    kind: "failed",
  });
}
