import { setTimeout as delay } from "node:timers/promises";

/** Waits until `read` gives something other than null, undefined or false, and returns it. */
export async function eventually<Value>(
  read: () => Value | null | undefined | false,
  options: { readonly withinMs?: number; readonly what?: string } = {},
): Promise<Value> {
  const until = performance.now() + (options.withinMs ?? 5_000);
  for (;;) {
    const value = read();
    if (value !== null && value !== undefined && value !== false) return value;
    if (performance.now() > until)
      throw new Error(`It did not happen in time: ${options.what ?? String(read)}`);
    await delay(10);
  }
}
