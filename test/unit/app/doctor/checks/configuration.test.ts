import { expect, test } from "vitest";
import { checkConfigurationFile } from "../../../../../src/app/doctor/checks/configuration.ts";
import type { Problem } from "../../../../../src/config/problem.ts";

function aProblem(severity: Problem["severity"], message: string): Problem {
  const position = { file: `${process.cwd()}/gatehouse.yaml`, line: 3, column: 5, length: 1 };
  return { severity, position, message, excerpt: "mqtt: …" };
}

const look = (...problems: Problem[]) => {
  const { found, advice } = checkConfigurationFile("/etc/gatehouse.yaml", problems);
  return { found, advice: advice.map(({ severity, text }) => `${severity}: ${text}`) };
};

test("errors are problems and warnings warnings, at their place, without the line of the file", () => {
  expect(look(aProblem("error", "there is no camera x"), aProblem("warning", "doubtful"))).toEqual({
    found: "/etc/gatehouse.yaml: 1 error, 1 warning",
    advice: ["problem: gatehouse.yaml:3:5: there is no camera x", "warning: gatehouse.yaml:3:5: doubtful"],
  });
  expect(look().found).toBe("/etc/gatehouse.yaml: nothing wrong");
});

test("a credential that only the service can read is no error of whoever looks by hand", () => {
  const unread = "the file /run/credentials/gatehouse.service/mqtt cannot be read: ENOENT";
  expect(look(aProblem("error", unread))).toMatchObject({
    found: "/etc/gatehouse.yaml: 1 warning",
    advice: [expect.stringMatching(/^warning: .*it is the service's alone/)],
  });
  expect(look(aProblem("error", "the file /home/me/secret cannot be read: ENOENT")).advice[0]).toMatch(
    /^problem/,
  );
});
