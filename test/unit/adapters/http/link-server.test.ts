import fs, { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { LinkServer } from "../../../../src/adapters/http/link-server.ts";
import { signedLink } from "../../../../src/adapters/http/signed-link.ts";
import { silentLogger } from "../../../../src/runtime/logger.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";

const KEY = new Uint8Array(32).fill(7);
const HOUR_MS = 3_600_000;
let folder: string;
let clock: ManualClock;
let server: LinkServer;
let base: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-test-"));
  clock = new ManualClock();
  writeFileSync(join(folder, "a.mp4"), "0123456789");
  writeFileSync(join(folder, "b.mp4.part"), "half");
  const files: Record<string, string> = { "clips/a.mp4": "a.mp4", "clips/b.mp4": "b.mp4.part" };
  server = new LinkServer({
    ...{ host: "127.0.0.1", port: 0, key: KEY, clock, logger: silentLogger },
    find: (path) => Promise.resolve(files[path] === undefined ? null : join(folder, files[path])),
  });
  base = `http://127.0.0.1:${await server.listen()}`;
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const linkTo = (path: string): string => signedLink(path, clock.now().at + HOUR_MS, { key: KEY, base });

it("shows the file of a link as what it is, and to no cache", async () => {
  const response = await fetch(linkTo("clips/a.mp4"));
  expect(response.status).toBe(200);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": "video/mp4",
    "content-length": "10",
    "cache-control": "private, no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  });
  expect(await response.text()).toBe("0123456789");
});

it("shows a piece of a film to a player that asks for one", async () => {
  const response = await fetch(linkTo("clips/a.mp4"), { headers: { range: "bytes=2-4" } });
  expect([response.status, response.headers.get("content-range")]).toEqual([206, "bytes 2-4/10"]);
  expect(await response.text()).toBe("234");
});

it("breaks off where the disk fails in the middle of a file, and goes on showing others", async () => {
  const failing = vi.spyOn(fs, "createReadStream").mockImplementationOnce(() => {
    const pieces = (function* (): Generator<Buffer> {
      yield Buffer.from("01234");
      throw Object.assign(new Error("EIO: i/o error, read"), { code: "EIO" });
    })();
    return Object.assign(Readable.from(pieces), { close: () => undefined }) as unknown as fs.ReadStream;
  });
  const response = await fetch(linkTo("clips/a.mp4"));
  await expect(response.text()).rejects.toThrow("terminated");
  failing.mockRestore();
  expect(await (await fetch(linkTo("clips/a.mp4"))).text()).toBe("0123456789");
});

it("shows a clip that is still being written as a film", async () => {
  const response = await fetch(linkTo("clips/b.mp4"));
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "video/mp4"]);
  expect(await response.text()).toBe("half");
});

it("shows nothing when the time of a link is over", async () => {
  const link = linkTo("clips/a.mp4");
  clock.advance(HOUR_MS);
  expect((await fetch(link)).status).toBe(410);
  expect(server.refused).toBe(1);
});

it("answers alike where a link is wrong and where its file is gone", async () => {
  const answers = await Promise.all(
    [
      linkTo("clips/gone.mp4"),
      linkTo("clips/a.mp4").replace("a.mp4", "b.mp4"),
      `${base}/see/`,
      `${base}/`,
    ].map(async (url) => {
      const response = await fetch(url);
      return [response.status, await response.text(), response.headers.get("content-type")];
    }),
  );
  expect(answers).toEqual(answers.map(() => [404, "", null]));
});

it("takes nothing", async () => {
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const call = request(linkTo("clips/a.mp4"), { method: "POST" }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    call.on("error", reject);
    call.end("x");
  });
  expect(status).toBe(405);
});

it("takes no more than fifty requests a second", async () => {
  const link = linkTo("clips/a.mp4");
  const statuses: number[] = [];
  for (let i = 0; i < 60; i += 1) statuses.push((await fetch(link)).status);
  expect(statuses.filter((status) => status === 429)).toHaveLength(10);
});
