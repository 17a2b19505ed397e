import { request } from "node:http";
import { afterEach, beforeEach, expect, it } from "vitest";
import { WebhookServer } from "../../../../src/adapters/http/webhook-server.ts";
import { silentLogger } from "../../../../src/runtime/logger.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";

const TOKEN = "correct-horse-battery";
let clock: ManualClock;
let server: WebhookServer;
let port: number;
let calls: string[];

beforeEach(async () => {
  clock = new ManualClock();
  calls = [];
  server = new WebhookServer({
    ...{ host: "127.0.0.1", port: 0, clock, logger: silentLogger },
    onCall: (hook, body) => calls.push(`${hook}: ${body}`),
  });
  server.useTokens({ bell: TOKEN, gate: "another-long-token" });
  port = await server.listen();
});
afterEach(() => server.close());

/** The status of the answer. */
function call(path = "/hooks/bell", options: { token?: string; method?: string; body?: string } = {}) {
  const { token = TOKEN, method = "POST", body = "" } = options;
  return new Promise<number>((resolve, reject) => {
    const asked = request({ port, path, method, headers: { authorization: `Bearer ${token}` } }, (response) =>
      resolve(response.statusCode ?? 0),
    );
    asked.on("error", reject);
    asked.end(body);
  });
}

it("passes on what is sent with the hook's own token", async () => {
  expect(await call("/hooks/bell", { body: '{"button":1}' })).toBe(202);
  expect(calls).toEqual(['bell: {"button":1}']);
});

it("answers a wrong token, that of another hook, and an unknown hook alike", async () => {
  expect(await call("/hooks/bell", { token: "wrong" })).toBe(401);
  expect(await call("/hooks/bell", { token: "another-long-token" })).toBe(401);
  expect(await call("/hooks/none", { token: "" })).toBe(401);
  expect(await call("/hooks/bell", { token: "" })).toBe(401);
  expect([calls, server.refused]).toEqual([[], 4]);
});

it("knows no other way", async () => {
  expect(await call("/hooks/bell", { method: "GET" })).toBe(405);
  expect(await call("/")).toBe(404);
  expect(await call(`/hooks/bell?token=${TOKEN}`)).toBe(404);
  expect(await call("/hooks/../hooks/bell")).toBe(404);
  expect(calls).toEqual([]);
});

it("takes no body of more than 16 KiB", async () => {
  const refused = await call("/hooks/bell", { body: "x".repeat(20_000) }).catch(() => 413);
  expect([refused, calls]).toEqual([413, []]);
});

it("passes on five calls a second, and answers twenty", async () => {
  const answers: number[] = [];
  for (let count = 0; count < 25; count += 1) answers.push(await call());
  expect(answers.filter((status) => status === 202)).toHaveLength(5);
  expect(answers.filter((status) => status === 429)).toHaveLength(20);
  clock.advance(1_000);
  expect(await call()).toBe(202);
});

it("does not let guesses go on for ever", async () => {
  const answers: number[] = [];
  for (let count = 0; count < 25; count += 1) answers.push(await call("/hooks/bell", { token: `${count}` }));
  expect(answers.filter((status) => status === 401)).toHaveLength(20);
});

it("takes other tokens after a reload, and those of before no more", async () => {
  server.useTokens({ bell: "a-new-and-long-token" });
  expect(await call()).toBe(401);
  expect(await call("/hooks/bell", { token: "a-new-and-long-token" })).toBe(202);
});

it("says when its port is taken", async () => {
  const second = new WebhookServer({
    ...{ host: "127.0.0.1", port, clock, logger: silentLogger },
    onCall: () => undefined,
  });
  await expect(second.listen()).rejects.toMatchObject({ code: "WEBHOOK_PORT" });
});
