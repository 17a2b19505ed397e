/** Data runs sensors → perception → events → rules → guard → devices; imports run one stage upstream at most. */
const STAGES = ["sensors", "perception", "events", "rules", "guard", "devices"];
const anyStage = `^src/(${STAGES.join("|")}|runtime)/`;

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

export default {
  forbidden: [
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    ...oneHopUpstream,
    {
      name: "runtime-knows-no-domain",
      severity: "error",
      from: { path: "^src/runtime/" },
      to: { path: "^src/", pathNot: "^src/runtime/" },
    },
    {
      name: "only-app-wires-adapters",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/app/", "^src/adapters/", "^src/main\\.ts$"] },
      to: { path: "^src/adapters/" },
    },
    {
      name: "adapters-are-strangers",
      severity: "error",
      from: { path: "^src/adapters/([^/]+)/" },
      to: { path: "^src/adapters/", pathNot: "^src/adapters/$1/" },
    },
    {
      name: "stages-use-no-package-but-zod",
      severity: "error",
      from: { path: anyStage },
      to: { dependencyTypes: ["npm", "npm-dev", "npm-optional", "npm-peer"], pathNot: "node_modules/zod/" },
    },
    {
      name: "stages-do-no-io",
      severity: "error",
      from: { path: anyStage },
      to: {
        dependencyTypes: ["core"],
        path: "^(node:)?(fs|fs/promises|net|dgram|http|https|child_process|worker_threads|process|os)$",
      },
    },
    {
      name: "surfaces-only-read-and-request",
      severity: "error",
      from: { path: "^src/surfaces/" },
      to: { path: "^src/", pathNot: "^src/(surfaces|events|rules|runtime)/" },
    },
    {
      name: "config-knows-no-stage",
      severity: "error",
      from: { path: "^src/config/" },
      to: { path: "^src/", pathNot: "^src/(config|runtime)/" },
    },
    { name: "src-not-to-test", severity: "error", from: { path: "^src/" }, to: { path: "^test/" } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
  },
};
