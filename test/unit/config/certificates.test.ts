import { expect, it } from "vitest";
import { loadConfig } from "../../../src/config/load.ts";
import { formatProblem } from "../../../src/config/problem.ts";
import { memoryConfigIo } from "../../fakes/memory-config-io.ts";

const files = {
  "/house/ca.pem": "-----BEGIN CERTIFICATE-----\n",
  "/house/tls/key.pem": "-----BEGIN EC PRIVATE KEY-----\n",
  "/house/locked.pem": "-----BEGIN ENCRYPTED PRIVATE KEY-----\n",
};

async function problems(tls: string): Promise<string[]> {
  const config = `node: front\nmqtt:\n  url: mqtts://broker\n  tls: ${tls}\n`;
  const result = await loadConfig(
    "/house/gatehouse.yaml",
    memoryConfigIo({ ...files, "/house/gatehouse.yaml": config }),
  );
  return (result.ok ? [] : result.problems).map(
    (problem) => formatProblem(problem, "/house").split("\n")[0] ?? "",
  );
}

it("takes files that hold what they should, from the configuration's own folder", async () => {
  expect(await problems("{ ca: ca.pem, cert: ca.pem, key: tls/key.pem }")).toEqual([]);
});

it("names the place of a file that cannot be read", async () => {
  expect(await problems("{ ca: none.pem }")).toEqual([
    "gatehouse.yaml:4:14: the file /house/none.pem cannot be read: there is no such file",
  ]);
});

it("tells one that holds something else, or a key that nobody could open", async () => {
  expect(await problems("{ ca: tls/key.pem, cert: ca.pem, key: locked.pem }")).toEqual([
    "gatehouse.yaml:4:14: /house/tls/key.pem holds no certificate in PEM",
    "gatehouse.yaml:4:46: the key in /house/locked.pem is encrypted: Gatehouse could not open it by itself",
  ]);
});

it("wants certificate and key together", async () => {
  expect(await problems("{ cert: ca.pem }")).toEqual([expect.stringContaining("cert and key together")]);
});
