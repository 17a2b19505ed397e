import { expect, it } from "vitest";
import { answerTo, policies, request } from "../../fakes/guard-world.ts";

const send = (url: string, outputsAllow: string[]) =>
  answerTo([], {
    request: request({
      ...{ kind: "http", method: "POST", url, headers: {}, body: null, timeoutMs: 1000, sign: null },
    }),
    policies: policies({ outputsAllow }),
  });

it("sends only to addresses that are listed: the very path, or one below", () => {
  expect(send("https://hub.local/hook", [])).toBe("URL_NOT_ALLOWED");
  expect(send("https://hub.local/hook", ["https://hub.local/hook"])).toBe("allowed");
  expect(send("https://hub.local/hook?x=1", ["https://hub.local/hook"])).toBe("allowed");
  expect(send("https://hub.local/hook/more", ["https://hub.local/hook"])).toBe("URL_NOT_ALLOWED");
  expect(send("https://hub.local/hook/more", ["https://hub.local/hook/"])).toBe("allowed");
  expect(send("https://hub.local/hooks", ["https://hub.local/hook/"])).toBe("URL_NOT_ALLOWED");
});

it.each([
  "http://hub.local/hook/a",
  "https://hub.local:8443/hook/a",
  "https://evil.hub.local/hook/a",
  "https://hub.local.evil/hook/a",
  "https://hub.local/hook/../admin",
  "https://hub.local/hook/%2e%2e/admin",
  "https://hub.local\\@evil/hook/a",
])("does not send to %s, which only looks like what is listed", (url) => {
  expect(send(url, ["https://hub.local/hook/"])).toBe("URL_NOT_ALLOWED");
});

it.each([
  "",
  "hub.local/hook/a",
  "file:///etc/passwd",
  "https://user:word@hub.local/hook/a",
  "https://hub.local/hook/\na",
])("does not send to %j, which is no address", (url) => {
  expect(send(url, ["https://hub.local/hook/"])).toBe("URL_INVALID");
});

it("is not reached by a list of topics", () => {
  expect(send("https://hub.local/hook", ["#", "https://+/hook", "+/+/+/+"])).toBe("URL_NOT_ALLOWED");
});
