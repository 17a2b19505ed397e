/** The part of `@npmcli/config` that is used here; the package ships no types. */
declare module "@npmcli/config" {
  export interface ConfigOptions {
    npmPath: string;
    definitions: unknown;
    flatten: unknown;
    nerfDarts: unknown;
    shorthands: unknown;
    argv: readonly string[];
    env: Record<string, string | undefined>;
    cwd: string;
    warn: boolean;
  }
  class Config {
    constructor(options: ConfigOptions);
    load(): Promise<void>;
    get flat(): Record<string, unknown>;
  }
  // eslint-disable-next-line no-restricted-exports -- this is how that package exports it
  export { Config as default };
}

declare module "@npmcli/config/lib/definitions/index.js" {
  const settings: { definitions: unknown; flatten: unknown; nerfDarts: unknown; shorthands: unknown };
  // eslint-disable-next-line no-restricted-exports -- a CommonJS module: its exports are the default
  export default settings;
}
