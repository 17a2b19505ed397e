import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { FetchSender } from "../../../../src/adapters/http/http-sender.ts";
import type { HttpCall } from "../../../../src/devices/ports.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";

const open: { close: () => void }[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

/** A server on this machine; what it has been sent. */
async function serving(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ url: string; heard: { method: string; headers: IncomingMessage["headers"]; body: string }[] }> {
  const heard: { method: string; headers: IncomingMessage["headers"]; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part: Buffer) => (body += part.toString()));
    request.on("end", () => {
      heard.push({ method: request.method ?? "", headers: request.headers, body });
      answer(request, response);
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  open.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, heard };
}

const sender = (): FetchSender => new FetchSender(new ManualClock({ at: 0, t: 0 }));
const call = (url: string, over: Partial<HttpCall> = {}): HttpCall => ({
  ...{ method: "POST", url, headers: { "content-type": "application/json" }, body: '{"a":1}' },
  ...{ timeoutMs: 2000, sign: null, ...over },
});

describe("an HTTP call", () => {
  it("is made as asked, signed with the key that is named", async () => {
    const { url, heard } = await serving((_, response) => response.end("fine"));
    const http = sender();
    http.useKeys({ hook: "0123456789abcdef" });
    expect(await http.send(call(url, { sign: "hook" }))).toMatch(
      /^127\.0\.0\.1:\d+ answered 200 in \d+ ms\.$/,
    );
    const digest = createHmac("sha256", "0123456789abcdef").update('{"a":1}').digest("hex");
    expect(heard).toMatchObject([
      { method: "POST", body: '{"a":1}', headers: { "x-gatehouse-signature": `sha256=${digest}` } },
    ]);
  });

  it("that cannot be signed is not made", async () => {
    const { url, heard } = await serving((_, response) => response.end());
    await expect(sender().send(call(url, { sign: "hook" }))).rejects.toMatchObject({ code: "HTTP_NO_KEY" });
    expect(heard).toEqual([]);
  });

  it("that is answered by an error or a redirect has failed, and the redirect is not followed", async () => {
    const refusing = await serving((_, response) => response.writeHead(503).end());
    await expect(sender().send(call(refusing.url))).rejects.toMatchObject({ code: "HTTP_REFUSED" });
    const elsewhere = await serving((_, response) => response.end());
    const leading = await serving((_, response) =>
      response.writeHead(307, { location: elsewhere.url }).end(),
    );
    await expect(sender().send(call(leading.url))).rejects.toThrow(
      "answered 307, and no redirect is followed",
    );
    expect(elsewhere.heard).toEqual([]);
  });

  it("that takes too long or reaches nobody has failed", async () => {
    const { url } = await serving(() => undefined);
    await expect(sender().send(call(url, { timeoutMs: 50 }))).rejects.toThrow("it took longer than 0.05 s");
    await expect(sender().send(call("http://127.0.0.1:9/"))).rejects.toMatchObject({ code: "HTTP_FAILED" });
  });

  it("is refused while 16 are under way", async () => {
    const { url } = await serving(() => undefined);
    const http = sender();
    const stuck = Array.from({ length: 16 }, () =>
      http.send(call(url, { timeoutMs: 300 })).catch(() => "late"),
    );
    await expect(http.send(call(url))).rejects.toMatchObject({ code: "HTTP_BUSY" });
    expect(http.refused).toBe(1);
    expect(new Set(await Promise.all(stuck))).toEqual(new Set(["late"]));
  });
});
