import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { expect, it } from "vitest";

/** Every file that one leads to by its imports, loaded at once or later; types are not loaded. */
function reached(from: string, seen = new Set<string>()): Set<string> {
  if (seen.has(from)) return seen;
  seen.add(from);
  const imports = readFileSync(from, "utf8").matchAll(
    /^(?:import (?!type).*?|\} )from "(\.[^"]+)"|import\("(\.[^"]+)"\)/gm,
  );
  for (const [, at, later] of imports) reached(resolve(dirname(from), at ?? later ?? ""), seen);
  return seen;
}

it.each(["src/app/commands/replay.ts", "src/app/rule-tests/command.ts"])(
  "%s loads nothing that commands a device",
  (command) => {
    const files = [...reached(resolve(command))].map((path) => path.slice(resolve("src").length + 1));
    expect(files).toContain("rules/step.ts");
    const ways =
      /^(devices|surfaces\/mqtt|adapters\/(mqtt|embedded-broker|capture|process))\/|^guard\/gatekeeper|^app\/brain\/(house|core|kernel|brain)\.ts/;
    expect(files.filter((path) => ways.test(path))).toEqual([]);
  },
);
