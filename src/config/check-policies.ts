import { neverGranted } from "./check-granted.ts";
import { checkWindow } from "./check-windows.ts";
import type { Finding } from "./problem.ts";
import { factorsOf, type Policy } from "./policies.ts";
import type { Alternative, Factor } from "./schema/guard.ts";
import type { Sections } from "./sections.ts";
import { showsNow, sourceKind } from "./sources.ts";

/** Judges whether each alternative is enough by itself, and whether this version can ever grant it. */
export function checkPolicies(sections: Sections): Finding[] {
  return [...checkLimits(sections), ...sections.policies.flatMap((policy) => checkPolicy(policy, sections))];
}

/** The times that codes and people carry wherever they count. */
function checkLimits({ codes, rights }: Sections): Finding[] {
  return [
    ...[...codes].flatMap(([name, { when }]) => checkWindow(when, ["codes", name, "when"])),
    ...rights.flatMap(({ index, when }) => checkWindow(when, ["people", "rights", index, "when"])),
  ];
}

function checkPolicy(policy: Policy, sections: Sections): Finding[] {
  return policy.alternatives.flatMap(({ alternative, index }) => {
    const path = [...policy.path, index];
    return [
      ...tooWeak(alternative, policy, path),
      ...neverGranted(alternative, path, sections),
      ...checkHub(alternative, policy, path),
      ...twoChallenges(alternative, path),
      ...("all" in alternative ? checkWindow(alternative.when, [...path, "when"]) : []),
      ...factorsOf(alternative).flatMap(({ factor, at }) => [
        ...checkWindow(factor.when, [...path, ...at, "when"]),
        ...checkFactor(factor, { policy, path: [...path, ...at], sections }),
      ]),
    ];
  });
}

function tooWeak(alternative: Alternative, policy: Policy, path: Policy["path"]): Finding[] {
  const factors = factorsOf(alternative).map(({ factor }) => factor);
  const kinds = new Set(factors.map((factor) => factor.by));
  if (kinds.size > 1) return [];
  const [first] = factors;
  if (first?.by === "voice") {
    const message =
      `a voice alone may not ${policy.what}: nothing here tells who speaks, so anybody who can be heard could. ` +
      "Combine it, for example all: [{ by: face, … }, { by: voice }]";
    return [{ severity: "error", path, message }];
  }
  if (first?.by !== "face") return [];
  const proven = factors.some(
    (factor) => factor.by === "face" && (factor.challenge !== undefined || factor.accepts === "replay"),
  );
  if (proven) return [];
  const message =
    `a face alone would ${policy.what}: whoever holds up a photograph or a phone that plays a video of the person may pass ` +
    "the liveness check. Add a challenge, combine it with another factor (all: [{ by: face, … }, { by: voice }]), " +
    "or write accepts: replay to take that risk knowingly";
  return [{ severity: "error", path, message }];
}

/** Whoever may publish to Gatehouse's topics is all that a message tells. */
function checkHub(alternative: Alternative, policy: Policy, path: Policy["path"]): Finding[] {
  const factors = factorsOf(alternative);
  if (!factors.every(({ factor }) => factor.by === "hub")) return [];
  const message =
    `whoever may publish to Gatehouse's topics on the broker may ${policy.what}, with nothing else: ` +
    "give that right to the hub alone (docs/mosquitto-acl.conf), or combine it: all: [{ by: hub }, { by: code }]";
  return [{ severity: "warning", path, message }];
}

/** Nobody can pass two challenges at once: while the second is asked for, the first becomes too old to count. */
function twoChallenges(alternative: Alternative, path: Policy["path"]): Finding[] {
  const challenges = factorsOf(alternative).filter(
    ({ factor }) => factor.by === "face" && factor.challenge !== undefined,
  );
  return challenges.slice(1).map(({ at }) => {
    const message = "two challenges cannot be passed at once: leave a challenge with one of the faces only";
    return { severity: "error", path: [...path, ...at, "challenge"], message };
  });
}

function checkFactor(
  factor: Factor,
  place: { policy: Policy; path: Policy["path"]; sections: Sections },
): Finding[] {
  if (factor.by !== "face") return [];
  const { policy, path, sections } = place;
  const findings: Finding[] = [];
  if (factor.group === undefined && factor.person === undefined) {
    const message = `neither group nor person is given: everybody who is enrolled may ${policy.what}`;
    findings.push({ severity: "warning", path, message });
  }
  if (!factor.live) {
    const message =
      "live: false lets any picture of the person count; the liveness check is the least there is";
    findings.push({ severity: "warning", path: [...path, "live"], message });
  }
  findings.push(...checkChallenge(factor, place));
  if (policy.isSimulated) return findings;
  const cameras = factor.cameras.length === 0 ? [...sections.cameras.keys()] : factor.cameras;
  for (const camera of cameras) {
    const known = sections.cameras.get(camera);
    if (known === undefined) continue;
    // What is analysed counts, not what is recorded.
    const source = known.detect.source ?? known.source;
    if (showsNow(source)) continue;
    const what =
      sourceKind(source) === "file"
        ? "plays a file, and a file never authorises anything real"
        : "has a source without times of its own, and what may be late never authorises anything real";
    const message =
      `camera "${camera}" ${what}: it cannot ${policy.what} ` +
      `(rtsp:// and /dev/video can; mark the device simulated: true if there is no real door)`;
    const index = factor.cameras.indexOf(camera);
    findings.push({ severity: "warning", path: index < 0 ? path : [...path, "cameras", index], message });
  }
  return findings;
}

/** A person who is to be asked something has to hear it, and to be heard. */
function checkChallenge(
  factor: Extract<Factor, { by: "face" }>,
  { path, sections }: { path: Policy["path"]; sections: Sections },
): Finding[] {
  if (factor.challenge === undefined) return [];
  const at = [...path, "challenge"];
  const findings: Finding[] = [];
  if (!sections.canBeHeard) {
    const message = `the challenge "${factor.challenge}" is asked aloud: give Gatehouse a voice that can be heard there (voice.reply.speaker: alsa:… or pulse:…)`;
    findings.push({ severity: "error", path: at, message });
  }
  if (factor.challenge !== "say-code") return findings;
  const cameras = factor.cameras.length === 0 ? [...sections.cameras.keys()] : factor.cameras;
  for (const camera of cameras) {
    const near = [...sections.microphones.values()].some(
      (microphone) => microphone.near.includes(camera) || microphone.source === `camera:${camera}`,
    );
    if (near) continue;
    const message = `the challenge "say-code" needs a microphone that hears who stands at camera "${camera}": name that camera in a microphone's near, or use the camera's own sound`;
    findings.push({ severity: "error", path: at, message });
  }
  return findings;
}
