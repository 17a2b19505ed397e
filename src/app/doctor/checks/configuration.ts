import { formatProblem, type Problem } from "../../../config/problem.ts";
import { problem, warning } from "../advice.ts";
import type { Outcome } from "../check.ts";

/** Everything that `gatehouse check` says, without the lines of the files. */
export function checkConfigurationFile(path: string, problems: readonly Problem[]): Outcome {
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const warnings = problems.length - errors;
  const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;
  const counts = [
    ...(errors === 0 ? [] : [count(errors, "error")]),
    ...(warnings === 0 ? [] : [count(warnings, "warning")]),
  ];
  return {
    found: `${path}: ${counts.length === 0 ? "nothing wrong" : counts.join(", ")}`,
    advice: problems.map((one) => {
      const [text = ""] = formatProblem(one, process.cwd()).split("\n", 1);
      return one.severity === "error" ? problem(text) : warning(text.replace(": warning: ", ": "));
    }),
    facts: { path, errors, warnings },
  };
}
