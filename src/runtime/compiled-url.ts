/**
 * The URL of a compiled module that has to be started as a thread or a process of its own.
 * From `dist/` it is the neighbour itself; from TypeScript sources (tests) it is the same module in `dist/`.
 *
 * @param from the caller's `import.meta.url`
 * @param module path relative to `src/`, without extension: `adapters/onnx/face-worker`
 */
export function compiledUrl(from: string, module: string): URL {
  const root = from.slice(0, from.search(/\/(src|dist)\/(?!.*\/(src|dist)\/)/));
  return new URL(`${root}/dist/${module}.js`);
}
