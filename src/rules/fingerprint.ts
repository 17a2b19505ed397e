/** A short digest of plain data (FNV-1a, 64 bit): tells a rule from its changed self, nothing more. */
export function fingerprintOf(data: unknown): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(JSON.stringify(data))) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash.toString(36);
}
