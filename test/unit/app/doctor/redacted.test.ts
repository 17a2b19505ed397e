import { expect, test } from "vitest";
import { problem } from "../../../../src/app/doctor/advice.ts";
import { redactor } from "../../../../src/app/doctor/redacted.ts";
import { check, HOUSE } from "../../../fakes/checked-house.ts";

const PASSWORD = "correct horse";
const KEY = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=";

test("no secret of the configuration, and no password of a URL, comes out in any field", async () => {
  const config = HOUSE.replace(
    "mqtt: embedded",
    `mqtt: { url: "mqtt://broker", username: me, password: "${PASSWORD}" }\npeople: { key: "${KEY}" }`,
  );
  const checked = await check({ config });
  if (!checked.ok) throw new Error("the house does not hold");
  const text = `failed at rtsp://ana:hunter2@camera/1 with ${PASSWORD} and ${KEY}`;
  const clean = redactor(checked.config)({
    ...{ check: "broker", severity: "problem", found: text, advice: [problem(text)] },
    facts: { why: text, ms: 3, status: null },
  });
  expect(clean.facts).toMatchObject({ ms: 3, status: null });
  const all = JSON.stringify(clean);
  for (const secret of [PASSWORD, KEY, "hunter2"]) expect(all).not.toContain(secret);
  expect(clean.found).toBe("failed at rtsp://***@camera/1 with *** and ***");
});

test("without a configuration URLs are cleaned all the same", () => {
  const found = "rtsp://ana:hunter2@camera/1";
  const diagnosis = { check: "camera", severity: "ok" as const, found, advice: [] };
  expect(redactor(null)(diagnosis).found).toBe("rtsp://***@camera/1");
});
