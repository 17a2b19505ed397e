/**
 * The first package that is not installed as package-lock.json says, or null if all are.
 * @param {{packages: Record<string, {version?: string, optional?: boolean, link?: boolean}>}} lock package-lock.json
 * @param {{packages: Record<string, {version?: string}>} | null} installed node_modules/.package-lock.json, which npm
 *   writes when an installation is complete
 */
export function firstOutdated(lock, installed) {
  if (installed === null) return "node_modules";
  for (const [path, { version, optional, link }] of Object.entries(lock.packages)) {
    // Optional packages are those of other platforms; the entry without a name is Gatehouse itself.
    if (path === "" || optional === true || link === true) continue;
    if (installed.packages[path]?.version !== version) return path;
  }
  return null;
}
