import { existsSync } from "node:fs";

const SETPRIV = "/usr/bin/setpriv";

/**
 * The program and arguments with which a helper of a test ends at once when the test's process ends, even by SIGKILL.
 * Same process id as without. Where util-linux is missing it may outlive a test that is killed.
 */
export function mortal(program: string, words: readonly string[]): [program: string, words: string[]] {
  return existsSync(SETPRIV)
    ? [SETPRIV, ["--pdeathsig", "KILL", "--", program, ...words]]
    : [program, [...words]];
}
