import type { Requester } from "../../src/events/action.ts";
import type { EventDraft, EventOf } from "../../src/events/catalogue.ts";
import type { MediaRef } from "../../src/events/envelope.ts";

type Draft<Name extends EventDraft["name"]> = Extract<EventDraft, { name: Name }>;

const when = { at: 1_700_000_000_000, t: 1_000_000 };
const rule: Requester = { kind: "rule", rule: "open-for-family", ruleRun: "run-of-rule" };

interface AboutRequest {
  readonly device?: string | null;
  readonly by?: Requester;
  readonly at?: number;
}

function request(id: string, options: AboutRequest, reason: string) {
  return {
    ...when,
    ...(options.at === undefined ? {} : { at: options.at }),
    source: "guard",
    request: id,
    device: options.device ?? null,
    action: options.device == null ? "mode sentry" : "unlock",
    by: options.by ?? rule,
    reason,
  };
}

/** Short ways to plausible events, for tests in which only a few of their fields matter. */
export const drafts = {
  started: (): Draft<"node.started"> => ({ name: "node.started", ...when, source: "brain", version: "1" }),

  mode: (from: string, to: string): Draft<"mode.changed"> => ({
    name: "mode.changed",
    ...when,
    source: "brain",
    from,
    to,
    by: rule,
  }),

  switched: (id: string, enabled: boolean): Draft<"rule.switched"> => ({
    ...{ name: "rule.switched", ...when, source: "brain" },
    ...{ rule: id, enabled, by: { kind: "command" } },
  }),

  unknown: (): Draft<"face.unknown"> => ({
    ...{ name: "face.unknown", ...when, source: "camera:front_door", camera: "front_door", track: 7 },
    ...{ box: [0.4, 0.2, 0.2, 0.4], zones: ["porch"], live: 0.9, frames: 4, quality: 0.9, media: [] },
    ...{ similarity: 0.2, nearest: "anna", stranger: null, visits: null },
  }),

  left: (): Draft<"person.left"> => ({
    ...{ name: "person.left", ...when, source: "camera:front_door", camera: "front_door", track: 7 },
    ...{ box: [0.4, 0.2, 0.2, 0.4], zones: ["porch"], seconds: 5 },
  }),

  recognized: (
    person: string,
    options: { at?: number; media?: MediaRef[]; track?: number } = {},
  ): Draft<"face.recognized"> => ({
    name: "face.recognized",
    ...when,
    ...(options.at === undefined ? {} : { at: options.at }),
    source: "camera:front_door",
    camera: "front_door",
    track: options.track ?? 7,
    box: [0.4, 0.2, 0.2, 0.4],
    zones: ["porch"],
    live: 0.98,
    frames: 4,
    quality: 0.9,
    media: options.media ?? [],
    person,
    group: "family",
    similarity: 0.712,
    margin: 0.31,
  }),

  made: (id: string, options: AboutRequest & { cause?: string | null } = {}): Draft<"request.made"> => ({
    name: "request.made",
    ...request(id, options, "rule open-for-family asks for it"),
    source: "rule:open-for-family",
    detail:
      options.device == null
        ? { kind: "mode", mode: "sentry" }
        : { kind: "device", device: options.device, command: "unlock" },
    cause: options.cause ?? null,
  }),

  allowed: (
    id: string,
    options: AboutRequest & { evidence?: readonly string[] } = {},
  ): Draft<"request.allowed"> => ({
    name: "request.allowed",
    ...request(id, options, "anna of family was recognised"),
    evidence: (options.evidence ?? []).map((event) => ({
      event,
      kind: "face",
      facts: { person: "anna", similarity: 0.712, threshold: 0.58 },
    })),
  }),

  denied: (
    id: string,
    options: AboutRequest & { evidence?: readonly string[]; reason?: string } = {},
  ): Draft<"request.denied"> => ({
    name: "request.denied",
    ...request(id, options, options.reason ?? "the last look is too old"),
    code: "EVIDENCE_STALE",
    evidence: (options.evidence ?? []).map((event) => ({
      event,
      kind: "face",
      facts: { ageMs: 4200, withinMs: 3000 },
    })),
  }),

  completed: (id: string, options: AboutRequest = {}): Draft<"request.completed"> => ({
    name: "request.completed",
    ...request(id, options, "the lock reports UNLOCKED"),
  }),

  expired: (id: string, options: AboutRequest = {}): Draft<"request.expired"> => ({
    name: "request.expired",
    ...request(id, options, "the broker did not answer within 2 s"),
  }),

  commanded: (
    device: string,
    options: { by?: string | null; command?: string; at?: number } = {},
  ): Draft<"device.commanded"> => ({
    name: "device.commanded",
    ...when,
    ...(options.at === undefined ? {} : { at: options.at }),
    source: `device:${device}`,
    device,
    command: options.command ?? "unlock",
    topic: `zigbee2mqtt/${device}/set`,
    payload: options.command === "lock" ? '{"state":"LOCK"}' : '{"state":"UNLOCK"}',
    by: options.by ?? null,
    deliveryMs: 3,
  }),

  changed: (
    device: string,
    state: string,
    options: { by?: string | null; from?: string | null; at?: number } = {},
  ): Draft<"device.changed"> => ({
    name: "device.changed",
    ...when,
    ...(options.at === undefined ? {} : { at: options.at }),
    source: `device:${device}`,
    device,
    state,
    from: options.from ?? null,
    by: options.by ?? null,
  }),
};

/** A draft as the journal would have stamped it. */
export function stamped<Name extends EventDraft["name"]>(
  draft: Draft<Name>,
  seq: number,
  id = `e${seq}`,
): EventOf<Name> {
  return { ...draft, id, v: 1, seq, boot: "boot-1", run: "run-1" } as unknown as EventOf<Name>;
}
