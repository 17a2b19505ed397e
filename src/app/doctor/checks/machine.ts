import { createRequire } from "node:module";
import { problem, warning } from "../advice.ts";
import type { Outcome } from "../check.ts";

/** What this program runs on. */
export interface Machine {
  /** As `process.version`. */
  readonly node: string;
  readonly platform: string;
  readonly arch: string;
}

/** The least Node that package.json asks for: `>=20.19`. */
const { engines } = createRequire(import.meta.url)("../../../../package.json") as {
  engines: { node: string };
};
/** What the native parts exist for. */
const ARCHITECTURES: ReadonlySet<string> = new Set(["x64", "arm64"]);

/** Whether Node is new enough, and the machine one that the native parts exist for. */
export function checkMachine({ node, platform, arch }: Machine): Outcome {
  const least = engines.node.replace(/^\D*/, "");
  return {
    found: `Node ${node.replace(/^v/, "")} on ${platform} ${arch}`,
    advice: [
      ...(isAtLeast(numbersOf(node), numbersOf(least))
        ? []
        : [problem(`Node ${least} or later is needed: install a current one (docs/install.md)`)]),
      ...(platform === "linux" && ARCHITECTURES.has(arch)
        ? []
        : [warning("Gatehouse is made for Linux on 64-bit x86 or ARM; here parts of it may be missing")]),
    ],
    facts: { node, least, platform, arch },
  };
}

function isAtLeast(have: readonly number[], want: readonly number[]): boolean {
  const differs = want.findIndex((number, i) => (have[i] ?? 0) !== number);
  return differs < 0 || (have[differs] ?? 0) > (want[differs] ?? 0);
}

/** `v20.19.1` as 20, 19, 1. */
function numbersOf(version: string): number[] {
  return version.replace(/^\D*/, "").split(".").map(Number);
}
