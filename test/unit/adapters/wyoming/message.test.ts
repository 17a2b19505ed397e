import { describe, expect, it } from "vitest";
import { encodeMessage, MessageReader } from "../../../../src/adapters/wyoming/message.ts";

const all = (bytes: Buffer, step: number) => {
  const reader = new MessageReader();
  const found = [];
  for (let at = 0; at < bytes.length; at += step) found.push(...reader.read(bytes.subarray(at, at + step)));
  return found;
};

describe("Wyoming messages", () => {
  it.each([1, 7, 10_000])("come out as they went in, however the bytes arrive (%d at a time)", (step) => {
    const sound = Buffer.from([1, 10, 0, 255]);
    const bytes = Buffer.concat([
      encodeMessage("describe"),
      encodeMessage("audio-chunk", { rate: 16_000, text: "größer\n" }, sound),
      encodeMessage("audio-stop"),
    ]);
    expect(all(bytes, step)).toEqual([
      { type: "describe", data: {}, payload: Buffer.alloc(0) },
      { type: "audio-chunk", data: { rate: 16_000, text: "größer\n" }, payload: sound },
      { type: "audio-stop", data: {}, payload: Buffer.alloc(0) },
    ]);
  });

  it("may carry data in the header, and more behind it that is merged on top", () => {
    const header = `{"type":"transcript","data":{"text":"old","language":"en"},"data_length":14}\n`;
    const [message] = new MessageReader().read(Buffer.from(`${header}{"text":"new"}`));
    expect(message?.data).toEqual({ text: "new", language: "en" });
  });

  it.each([
    ["no JSON", "hello\n"],
    ["no type", "{}\n"],
    ["a payload that is too long", '{"type":"a","payload_length":1048577}\n'],
    ["data that is too long", '{"type":"a","data_length":262145}\n'],
    ["a negative length", '{"type":"a","payload_length":-1}\n'],
    ["data that is no JSON", '{"type":"a","data_length":2}\nxx'],
    ["data that is no object", '{"type":"a","data_length":2}\n[]'],
    ["a header without end", "x".repeat(65_537)],
  ])("are refused with %s", (_, text) => {
    expect(() => new MessageReader().read(Buffer.from(text))).toThrow(/none of the Wyoming protocol/u);
  });
});
