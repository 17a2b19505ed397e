/**
 * Says what is wrong with a Node version, or null if it is new enough.
 * @param {string} version such as `20.20.2`
 * @param {string} range as in package.json: `>=20.19`
 */
export function nodeProblem(version, range) {
  const needed = range.replace(/^>=/, "");
  if (compareVersions(version, needed) >= 0) return null;
  return (
    `Node ${version} is too old: Gatehouse needs ${needed} or newer. ` +
    "Get one from https://nodejs.org or your distribution (Debian 12 has an older one), then start again."
  );
}

/** Negative, zero or positive, as `a` is older than, the same as or newer than `b`; missing parts count as 0. */
export function compareVersions(a, b) {
  const [left, right] = [a, b].map((version) => version.split("-")[0].split(".").map(Number));
  for (let i = 0; i < 3; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
