import { expect, test } from "vitest";
import { parseUnit, unitAdvice } from "../../../../../src/app/doctor/checks/service.ts";

/** As `systemctl show gatehouse.service --property=…` prints it. */
const RUNNING = `Result=success
NRestarts=0
LoadState=loaded
ActiveState=active
SubState=running
UnitFileState=enabled
StatusText=1 camera, 1 device = all
`;
const advice = (from: string, to: string): string[] =>
  unitAdvice(parseUnit(RUNNING.replace(from, to))).map(({ severity, text }) => `${severity}: ${text}`);
const only = (text: string) => [expect.stringContaining(text) as string];

test("a service that runs is well, and its own word may hold an equals sign", () => {
  expect(unitAdvice(parseUnit(RUNNING))).toEqual([]);
  expect(parseUnit(RUNNING)["StatusText"]).toBe("1 camera, 1 device = all");
});

test.each([
  ["ActiveState=active", "ActiveState=failed", "problem: the service has failed (success): see journalctl"],
  ["ActiveState=active", "ActiveState=inactive", "warning: the service does not run"],
  ["NRestarts=0", "NRestarts=3", "warning: systemd had to start it again 3 times"],
  ["UnitFileState=enabled", "UnitFileState=disabled", "warning: it does not start with the machine"],
])("%s made %s", (from, to, said) => {
  expect(advice(from, to)).toEqual(only(said));
});
