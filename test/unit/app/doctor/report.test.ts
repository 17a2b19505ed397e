import { expect, test } from "vitest";
import { problem, warning } from "../../../../src/app/doctor/advice.ts";
import { severityOf, type Diagnosis, type Outcome } from "../../../../src/app/doctor/check.ts";
import { diagnosisJson, diagnosisText, tallyOf, tallyText } from "../../../../src/app/doctor/report.ts";

const diagnosis = (check: string, outcome: Outcome): Diagnosis => ({
  ...{ check, severity: severityOf(outcome.advice) },
  ...outcome,
});
const ALL = [
  diagnosis("machine", { found: "Node 20.20.2 on linux x64", advice: [], facts: { node: "v20.20.2" } }),
  diagnosis("camera front_door", {
    found: "h264, 640x480",
    advice: [warning("it is slow"), problem("it is blind")],
  }),
  diagnosis("state directory", { found: "/var/lib/gatehouse", advice: [warning("others may look into it")] }),
];

test("a diagnosis is a line, with what to do below it", () => {
  expect([...ALL.map(diagnosisText), tallyText(tallyOf(ALL))].join("\n")).toBe(
    `ok       machine                Node 20.20.2 on linux x64
problem  camera front_door      h264, 640x480
         -> (warning) it is slow
         -> it is blind
warning  state directory        /var/lib/gatehouse
         -> others may look into it
1 ok, 1 warning, 1 problem.`,
  );
  expect(tallyText({ ok: 3, warnings: 0, problems: 2 })).toBe("3 ok, no warnings, 2 problems.");
});

test("and an object for programs", () => {
  expect(ALL.slice(0, 2).map((one): unknown => JSON.parse(diagnosisJson(one)))).toEqual([
    {
      ...{ check: "machine", severity: "ok", found: "Node 20.20.2 on linux x64" },
      ...{ advice: [], facts: { node: "v20.20.2" } },
    },
    {
      ...{ check: "camera front_door", severity: "problem", found: "h264, 640x480", facts: {} },
      advice: [
        { severity: "warning", text: "it is slow" },
        { severity: "problem", text: "it is blind" },
      ],
    },
  ]);
});
