/** Data runs sensors → perception → events → rules → guard → devices; imports run one stage upstream at most. */
const STAGES = ["sensors", "perception", "events", "rules", "guard", "devices"];
const oneHopUpstream = STAGES.map((stage, i) => ({
  name: `${stage}-imports-only-one-stage-upstream`,
  severity: "error",
  from: { path: `^src/${stage}/` },
  to: {
    path: "^src/",
    pathNot: [
      `^src/${stage}/`,
      "^src/runtime/",
      ...(i > 0 ? [`^src/${STAGES[i - 1]}/`] : []),
      ...(i > 2 ? ["^src/events/"] : []),
    ],
  },
}));

/** Folders beside the stages, and what of `src/` each may use. The root of `src/app/` and what is in it may use everything. */
const BESIDE = {
  runtime: ["runtime"],
  config: ["config", "runtime"],
  models: ["models", "runtime"],
  surfaces: ["surfaces", "events", "rules", "runtime"],
};
/** Everything that has to be free of packages and of input and output. */
const INWARD = [...STAGES, ...Object.keys(BESIDE)];
const inward = `^src/(${INWARD.join("|")})/`;
const KNOWN = [...INWARD, "adapters", "app"];

export default {
  forbidden: [
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    ...oneHopUpstream,
    ...Object.entries(BESIDE).map(([folder, allowed]) => ({
      name: `${folder}-uses-only-${allowed.join("-")}`,
      severity: "error",
      from: { path: `^src/${folder}/` },
      to: { path: "^src/", pathNot: `^src/(${allowed.join("|")})/` },
    })),
    {
      name: "every-folder-has-its-rule",
      severity: "error",
      from: { path: "^src/[^/]+/", pathNot: `^src/(${KNOWN.join("|")})/` },
      to: {},
    },
    {
      name: "only-main-stands-outside-the-folders",
      severity: "error",
      from: { path: "^src/[^/]+$", pathNot: "^src/main\\.ts$" },
      to: {},
    },
    {
      name: "only-app-and-adapters-use-models",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(app|adapters|models)/" },
      to: { path: "^src/models/" },
    },
    {
      name: "only-app-uses-app",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/app/", "^src/main\\.ts$"] },
      to: { path: "^src/app/" },
    },
    {
      name: "main-only-starts-the-app",
      severity: "error",
      from: { path: "^src/main\\.ts$" },
      to: { path: "^src/", pathNot: "^src/app/" },
    },
    {
      name: "demo-is-a-command-of-its-own",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/app/(demo/|commands/demo\\.ts$)", "^src/adapters/demo-"] },
      to: { path: ["^src/app/demo/", "^src/adapters/demo-[^/]+/"] },
    },
    {
      name: "only-app-asks-the-guard",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(app|guard)/" },
      to: { path: "^src/guard/(authorise|gatekeeper|observe)\\.ts$" },
    },
    {
      name: "only-app-wires-adapters",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/app/", "^src/adapters/"] },
      to: { path: "^src/adapters/" },
    },
    {
      name: "adapters-are-strangers",
      severity: "error",
      from: { path: "^src/adapters/([^/]+)/" },
      to: { path: "^src/adapters/", pathNot: "^src/adapters/$1/" },
    },
    {
      name: "packages-only-in-adapters-and-app",
      severity: "error",
      from: { path: inward },
      to: {
        dependencyTypes: ["npm", "npm-dev", "npm-optional", "npm-peer"],
        pathNot: "node_modules/(zod|yaml)/",
      },
    },
    {
      name: "only-config-reads-yaml",
      severity: "error",
      from: { path: inward, pathNot: "^src/(config|models)/" },
      to: { path: "node_modules/yaml/" },
    },
    {
      name: "no-io-but-in-adapters-and-app",
      severity: "error",
      from: { path: inward },
      to: { dependencyTypes: ["core"], pathNot: "^(node:)?(path|crypto)$" },
    },
    { name: "src-not-to-test", severity: "error", from: { path: "^src/" }, to: { path: "^test/" } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
  },
};
