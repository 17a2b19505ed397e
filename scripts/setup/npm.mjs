/** How npm is called with these words: under `npm run` the very same npm, by hand the one in the path. */
export function npm(words) {
  const program = process.env.npm_execpath;
  return program !== undefined && program.endsWith(".js")
    ? [process.execPath, [program, ...words]]
    : ["npm", words];
}
