import type { Action } from "../events/action.ts";
import { GatehouseError } from "../runtime/errors.ts";
import type { Json } from "./language.ts";
import type { DeclaredWorld, WorkOf } from "./program.ts";
import { render } from "./template.ts";

/**
 * What an action asks for, texts rendered.
 *
 * @throws GatehouseError RULES_UNKNOWN_NAME (refused): something that is not declared; and what expressions throw
 */
export function renderAction(
  action: WorkOf<"request"> | WorkOf<"ask">,
  values: Readonly<Record<string, Json>>,
  world: DeclaredWorld,
): Action {
  const text = (field: string): string => {
    const template = action.templates[field];
    return template === undefined ? "" : render(template, values);
  };
  const { source } = action;
  switch (source.action) {
    case "mode":
      return { kind: "mode", mode: oneOf(text("set"), world.modes, "mode") };
    case "lockdown":
      return { kind: "lockdown", active: true };
    case "device":
      return { kind: "device", device: source.device, command: source.command };
    case "record":
      return {
        kind: "record",
        camera: oneOf(text("camera"), world.cameras, "camera"),
        until: source.until ?? null,
        forMs: source.for ?? null,
      };
    case "snapshot":
      return { kind: "snapshot", camera: oneOf(text("camera"), world.cameras, "camera") };
    case "notify":
      return {
        ...{ kind: "notify", message: text("message"), notifier: source.notifier ?? null },
        ...(source.link === undefined ? {} : { link: source.link }),
      };
    case "speak":
      return { kind: "speak", text: text("text") };
    case "ask":
      return {
        kind: "ask",
        question: text("question"),
        microphone: oneOf(text("microphone"), world.microphones, "microphone"),
        answers: source.answers.map(({ answer, sentences }) => ({ answer, sentences: [...sentences] })),
        timeoutMs: source.timeout,
      };
    case "listen":
      return { kind: "listen", microphone: source.microphone, forMs: source.for };
    case "mqtt":
      return {
        kind: "mqtt",
        topic: text("topic"),
        payload: text("payload"),
        retain: source.retain,
        qos: source.qos,
      };
    case "http":
      return {
        kind: "http",
        method: source.method,
        url: text("url"),
        headers: Object.fromEntries(
          Object.keys(source.headers).map((name) => [name, text(`headers/${name}`)]),
        ),
        body: source.body === undefined ? null : text("body"),
        timeoutMs: source.timeout,
        sign: source.sign ?? null,
      };
  }
}

function oneOf(name: string, declared: readonly string[], kind: string): string {
  if (declared.includes(name)) return name;
  const message = `There is no ${kind} "${name}"; there are: ${declared.join(", ")}.`;
  throw new GatehouseError("RULES_UNKNOWN_NAME", message, { kind: "refused" });
}
