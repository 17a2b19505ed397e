import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * The folder with pictures, videos and sound for development: `$GATEHOUSE_TEST_DATA`, or `../shared/data` beside the
 * repository if it exists; null otherwise. Tests that need it are skipped without it.
 */
export function developmentData(): string | null {
  const named = process.env.GATEHOUSE_TEST_DATA;
  if (named !== undefined && named !== "") return named;
  const beside = fileURLToPath(new URL("../../../shared/data", import.meta.url));
  return existsSync(beside) ? beside : null;
}
