import { formatProblem, type Problem } from "../../../config/problem.ts";
import { problem, warning } from "../advice.ts";
import type { Outcome } from "../check.ts";

/** What systemd hands to the service, and to nobody who looks by hand. */
const CREDENTIAL_UNREAD = /^the file \/run\/credentials\/\S+ cannot be read/;

/** Everything that `gatehouse check` says, without the lines of the files. */
export function checkConfigurationFile(path: string, problems: readonly Problem[]): Outcome {
  const isError = ({ severity, message }: Problem): boolean =>
    severity === "error" && !CREDENTIAL_UNREAD.test(message);
  const errors = problems.filter(isError).length;
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
      if (isError(one)) return problem(text);
      const mark = CREDENTIAL_UNREAD.test(one.message) ? " (it is the service's alone)" : "";
      return warning(`${text.replace(": warning: ", ": ")}${mark}`);
    }),
    facts: { path, errors, warnings },
  };
}
