import { expect, it } from "vitest";
import { isEveryAddress, mayBeSame, tcpAddress } from "../../../src/runtime/tcp-address.ts";

it.each([
  ["tcp://127.0.0.1:10300", { host: "127.0.0.1", port: 10_300 }],
  ["tcp://[::1]:10300", { host: "::1", port: 10_300 }],
  ["tcp://whisper.local:1/", { host: "whisper.local", port: 1 }],
  ["tcp://whisper.local", null],
  ["tcp://:10300", null],
  ["tcp://whisper.local:0", null],
  ["tcp://whisper.local:70000", null],
  ["http://whisper.local:10300", null],
])("reads the address %s", (uri, expected) => {
  expect(tcpAddress(uri)).toEqual(expected);
});

it.each([
  ["0.0.0.0", true],
  ["::", true],
  ["0:0:0:0:0:0:0:0", true],
  ["::1", false],
  ["127.0.0.1", false],
])("whether %s stands for every address", (host, expected) => {
  expect(isEveryAddress(host)).toBe(expected);
});

it.each([
  ["tcp://127.0.0.1:1", "tcp://127.0.0.1:2", false],
  ["tcp://localhost:1", "tcp://127.0.0.1:1", true],
  ["tcp://0.0.0.0:1", "tcp://[::1]:1", true],
  ["tcp://192.168.1.2:1", "tcp://192.168.1.2:1", true],
  ["tcp://Hub.local:1", "tcp://hub.local:1", true],
  ["tcp://0.0.0.0:1", "tcp://hub.local:1", false],
  ["tcp://192.168.1.2:1", "tcp://192.168.1.3:1", false],
])("whether %s and %s may be the same place", (one, other, expected) => {
  const [a, b] = [tcpAddress(one), tcpAddress(other)];
  expect(a !== null && b !== null && mayBeSame(a, b)).toBe(expected);
});
