import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { mergeConfig } from "vitest/config";
import usual from "../../vitest.config.ts";
import { MUTATIONS } from "./mutations.mjs";

/** The tests as they are, but with one fault in one file: the one of this number. */
const { file, from, to } = MUTATIONS[Number(process.env.GATEHOUSE_MUTATION)];
const path = fileURLToPath(new URL(`../../${file}`, import.meta.url));
if (readFileSync(path, "utf8").split(from).length !== 2) {
  throw new Error(`${file} does not hold just once: ${from}`);
}

export default mergeConfig(usual, {
  root: fileURLToPath(new URL("../..", import.meta.url)),
  plugins: [
    {
      name: "one-fault",
      enforce: "pre",
      transform: (code, id) => (id.split("?")[0] === path ? code.replace(from, to) : null),
    },
  ],
});
