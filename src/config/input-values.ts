import { z } from "zod";
import { unknownName, type NameKind, type Names } from "./names.ts";
import type { Finding } from "./problem.ts";
import type { BlueprintInput } from "./schema/blueprints.ts";
import { durationBetween, TimeOfDay } from "./values.ts";

type WordsInput = Extract<BlueprintInput, { options?: unknown }>;
type Issue = z.core.$ZodIssue;

/**
 * What an input's value may be, whatever the house is called. Values stay as they are written, so that they can stand in a rule;
 * where `multiple` is said, a single one becomes a list.
 */
export function schemaOf(input: BlueprintInput): z.ZodType {
  switch (input.type) {
    case "number":
      return z
        .number("expected a number")
        .min(input.min ?? Number.MIN_SAFE_INTEGER)
        .max(input.max ?? Number.MAX_SAFE_INTEGER);
    case "boolean":
      return z.boolean("expected true or false");
    case "duration":
      return durationText(input);
    case "time":
      return TimeOfDay;
    case "triggers":
    case "conditions":
    case "actions":
      return z.array(z.unknown(), `expected a list of ${input.type}`).max(64);
    default:
      return wordsSchema(input);
  }
}

/** A text that is a duration, as it is. */
function durationText({
  min,
  max,
}: {
  readonly min?: string | undefined;
  readonly max?: string | undefined;
}): z.ZodType {
  const duration = durationBetween(min ?? "1ms", max ?? "365 days");
  const least = min === undefined ? "" : ` of at least ${min}`;
  const most = max === undefined ? "" : ` of at most ${max}`;
  const bounds = least !== "" && most !== "" ? `${least}, and${most}` : least + most;
  const error = `expected a duration${bounds} with its unit, such as 10s or 2m`;
  return z.string(error).refine((text) => duration.safeParse(text).success, { error });
}

function wordsSchema({ type, multiple, options }: WordsInput): z.ZodType {
  const what = type === "text" ? "a text" : `the name of a ${type}`;
  const error = multiple ? `expected ${what}, or a list of them` : `expected ${what}`;
  const one = options === undefined ? z.string(error).min(type === "text" ? 0 : 1) : z.enum(options);
  if (!multiple) return one;
  return z
    .union([z.array(one).max(50), one], options === undefined ? { error } : undefined)
    .transform((value) => (Array.isArray(value) ? value : [value]));
}

/** A value that could be given, to check a blueprint without any: right for its type. */
export function sampleOf(input: BlueprintInput): unknown {
  switch (input.type) {
    case "number":
      return input.min ?? input.max ?? 1;
    case "boolean":
      return true;
    case "duration":
      return input.min ?? input.max ?? "10s";
    case "time":
      return "12:00";
    case "triggers":
      return [{ trigger: "start" }];
    case "conditions":
      return ["true"];
    case "actions":
      return [];
    default: {
      const [word = "sample"] = input.options ?? [];
      return input.multiple ? [word] : word;
    }
  }
}

const KINDS: Partial<Record<BlueprintInput["type"], NameKind>> = {
  camera: "camera",
  zone: "zone",
  microphone: "microphone",
  device: "device",
  mode: "mode",
  group: "group",
  notifier: "notifier",
};

/** Names in an input's value that nothing is called by in this house; `path` is where the value stands. */
export function unknownNames(
  { input, value }: { readonly input: BlueprintInput; readonly value: unknown },
  names: Names,
  path: Finding["path"],
): Finding[] {
  const kind = KINDS[input.type];
  if (kind === undefined) return [];
  const words = typeof value === "string" ? [value] : Array.isArray(value) ? value.map(String) : [];
  return words.flatMap(
    (name, index) =>
      unknownName(names, { kind, name, path: Array.isArray(value) ? [...path, index] : path }) ?? [],
  );
}

/** The issues of a value that stands at `path`. */
export function issuesAt(path: readonly (string | number)[], result: z.ZodSafeParseResult<unknown>): Issue[] {
  return result.success
    ? []
    : result.error.issues.map((issue) => ({ ...issue, path: [...path, ...issue.path] }));
}
