/** What the loader needs of the outside world. */
export interface ConfigIo {
  /** The text of a file; rejects if it cannot be read. */
  readFile(path: string): Promise<string>;
  /** Absolute paths of the `.yaml` and `.yml` files below a folder, sorted; of a file: itself. Null if there is nothing. */
  list(path: string): Promise<readonly string[] | null>;
  /** An environment variable. */
  env(name: string): string | undefined;
}
