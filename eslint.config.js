import tseslint from "typescript-eslint";

/** Time, randomness and process exit come in through ports; only runtime, adapters and the process roots touch them. */
const portsOnly = [
  { object: "Date", property: "now", message: "Take a Clock (src/runtime/clock.ts)." },
  { object: "Math", property: "random", message: "Take randomness as an argument." },
  {
    object: "process",
    property: "exit",
    message: "Set process.exitCode and let the loop empty (only main.ts may exit).",
  },
];

export default tseslint.config(
  {
    ignores: [
      "dist/",
      "node_modules/",
      "coverage/",
      "models/fetched/",
      "demo-state/",
      "*.config.js",
      ".dependency-cruiser.js",
      "*.cjs",
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-unnecessary-condition": ["error", { allowConstantLoopConditions: true }],
      "@typescript-eslint/no-unused-vars": [
        "error",
        { ignoreRestSiblings: true, argsIgnorePattern: "^_", varsIgnorePattern: "^_" },
      ],
      "max-lines": ["error", { max: 500, skipBlankLines: false }],
      "max-lines-per-function": ["error", { max: 70, skipBlankLines: true, skipComments: true }],
      "max-params": ["error", 4],
      complexity: ["error", 18],
      "no-console": "error",
      "no-restricted-properties": ["error", ...portsOnly],
      "no-restricted-globals": [
        "error",
        { name: "setTimeout", message: "Take a Scheduler (src/runtime/clock.ts)." },
        { name: "setInterval", message: "Take a Scheduler (src/runtime/clock.ts)." },
      ],
      "no-restricted-exports": ["error", { restrictDefaultExports: { direct: true, named: true } }],
    },
  },
  {
    files: ["src/runtime/**", "src/adapters/**", "src/main.ts", "test/**", "scripts/**", "bench/**"],
    rules: { "no-restricted-properties": "off", "no-restricted-globals": "off" },
  },
  {
    files: ["test/**", "scripts/**", "bench/**", "*.config.ts"],
    rules: {
      "max-lines-per-function": "off",
      "no-console": "off",
      "no-restricted-exports": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/require-await": "off",
    },
  },
  { files: ["**/*.mjs", "**/*.js"], ...tseslint.configs.disableTypeChecked },
);
