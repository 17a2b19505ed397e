import { checkAddresses } from "./addresses.ts";
import { checkPolicies } from "./check-policies.ts";
import { checkTopics } from "./check-topics.ts";
import { unknownName, type Names, type NameUse } from "./names.ts";
import { factorsOf } from "./policies.ts";
import type { Finding } from "./problem.ts";
import type { Sections } from "./sections.ts";
import { cameraOfSource, sourceKind } from "./sources.ts";

/** Checks what no single entry can know: names that must exist, policies that must hold, topics that must stay apart. */
export function checkConfig(sections: Sections, names: Names): Finding[] {
  return [
    ...nameUses(sections).flatMap((use) => unknownName(names, use) ?? []),
    ...checkPolicies(sections),
    ...checkLocks(sections),
    ...checkTopics(sections),
    ...checkBroker(sections),
    ...checkAddresses(sections.addresses),
    ...checkUnsupported(sections),
    ...checkDuress(sections),
    ...checkMasks(sections),
    ...checkContinuous(sections),
  ];
}

function nameUses(sections: Sections): NameUse[] {
  const uses: NameUse[] = [];
  for (const [name, microphone] of sections.microphones) {
    const path = ["microphones", name];
    microphone.near.forEach((camera, index) =>
      uses.push({ kind: "camera", name: camera, path: [...path, "near", index] }),
    );
    const camera = cameraOfSource(microphone.source);
    if (camera !== null) uses.push({ kind: "camera", name: camera, path: [...path, "source"] });
  }
  uses.push(...listed("code", sections.lockdownEndedBy, ["lockdown", "ended_by"]));
  for (const group of sections.faceGroups)
    uses.push({ kind: "group", name: group, path: ["recordings", "faces", group], atKey: true });
  for (const [name, { duress }] of sections.codes) {
    if (duress?.notify === undefined) continue;
    uses.push({ kind: "notifier", name: duress.notify, path: ["codes", name, "duress", "notify"] });
  }
  for (const { index, group } of sections.rights) {
    if (group !== undefined)
      uses.push({ kind: "group", name: group, path: ["people", "rights", index, "group"] });
  }
  for (const policy of sections.policies) {
    for (const { index, alternative } of policy.alternatives) {
      for (const { factor, at } of factorsOf(alternative)) {
        const path = [...policy.path, index, ...at];
        if (factor.by === "face") uses.push(...usesOfFace(factor, path));
        if (factor.by === "code") uses.push(...listed("code", factor.codes, [...path, "codes"]));
        if (factor.by === "voice")
          uses.push(
            ...listed("microphone", factor.microphones, [...path, "microphones"]),
            ...listed("group", factor.said_by?.groups ?? [], [...path, "said_by", "group"]),
          );
      }
    }
  }
  return uses;
}

function usesOfFace(
  factor: { group?: string | undefined; cameras: readonly string[]; zones: readonly string[] },
  path: NameUse["path"],
): NameUse[] {
  const zones = listed("zone", factor.zones, [...path, "zones"]).map((use) => ({
    ...use,
    cameras: factor.cameras,
  }));
  return [
    ...(factor.group === undefined
      ? []
      : [{ kind: "group" as const, name: factor.group, path: [...path, "group"] }]),
    ...listed("camera", factor.cameras, [...path, "cameras"]),
    ...zones,
  ];
}

function listed(kind: NameUse["kind"], values: readonly string[], path: NameUse["path"]): NameUse[] {
  return values.map((name, index) => ({ kind, name, path: [...path, index] }));
}

function checkLocks(sections: Sections): Finding[] {
  const findings: Finding[] = [];
  for (const [name, device] of sections.devices) {
    if (device.type !== "lock") continue;
    if (device.relock_after === undefined && device.contact === undefined) {
      const message =
        `${name} has neither relock_after nor a contact: after an unlock it stays open for ${device.max_unlocked / 1000} s ` +
        "(max_unlocked), and for good if the daemon dies meanwhile and the lock does not relock by itself";
      findings.push({ severity: "warning", path: ["devices", name], message, atKey: true });
    }
    if (device.relock_after !== undefined && device.relock_after > device.max_unlocked) {
      const message = "relock_after is longer than max_unlocked, which comes first";
      findings.push({ severity: "error", path: ["devices", name, "relock_after"], message });
    }
  }
  for (const policy of sections.policies.filter((one) => one.isEmpty && one.path[0] === "devices")) {
    const message = `nothing authorises to ${policy.what}`;
    findings.push({ severity: "warning", path: policy.path.slice(0, 2), message, atKey: true });
  }
  return findings;
}

function checkBroker(sections: Sections): Finding[] {
  if (sections.hasBroker || sections.devices.size === 0) return [];
  const message = "there are devices but no broker; add mqtt: with the broker's url, or mqtt: embedded";
  return [{ severity: "error", path: ["devices"], message, atKey: true }];
}

function checkUnsupported(sections: Sections): Finding[] {
  const findings: Finding[] = [];
  for (const [name, camera] of sections.cameras) {
    if (sourceKind(camera.source) !== "program") continue;
    const message =
      "this version cannot take pictures from a program (exec:); use rtsp://, /dev/video or a file";
    findings.push({ severity: "error", path: ["cameras", name, "source"], message });
  }
  return findings;
}

/** Somebody has to be told, and nothing may open. */
function checkDuress({ codes, notifiers, lockdownEndedBy }: Sections): Finding[] {
  return [...codes].flatMap(([name, { duress }]): Finding[] => {
    if (duress === undefined) return [];
    const findings: Finding[] = [];
    if (notifiers.size === 0) {
      const message =
        "there is no notifier, so nobody would learn of it: declare one (notifiers: { phone: { mqtt: … } })";
      findings.push({ severity: "error", path: ["codes", name, "duress"], message });
    }
    const index = lockdownEndedBy.indexOf(name);
    if (index >= 0) {
      const message = `${name} is a code for duress: it ends nothing`;
      findings.push({ severity: "error", path: ["lockdown", "ended_by", index], message });
    }
    return findings;
  });
}

/** Clips that are as the camera sent them are not masked, and that is no matter to keep quiet about. */
function checkMasks({ cameras }: Sections): Finding[] {
  return [...cameras].flatMap(([name, { masks, encode, record_unmasked }]): Finding[] => {
    if (masks.length === 0 || encode) return [];
    const message = record_unmasked
      ? "clips of this camera are not masked: they show what the masks hide, to whoever sees the clips"
      : "this camera records no clips, because they would show what the masks hide; encode: true paints the masks into them, record_unmasked: true records them as they are";
    const key = record_unmasked ? "record_unmasked" : "masks";
    return [{ severity: "warning", path: ["cameras", name, key], message, atKey: true }];
  });
}

/** What is recorded all the time follows the rule of clips, and takes more room than what clips are given. */
function checkContinuous({ cameras, hasMaxSize }: Sections): Finding[] {
  return [...cameras].flatMap(([name, { masks, encode, record_unmasked, continuous }]): Finding[] => {
    if (continuous === null) return [];
    const isForbidden = masks.length > 0 && !encode && !record_unmasked;
    const messages = [
      ...(isForbidden
        ? ["nothing is recorded all the time either, because it would show what the masks hide"]
        : []),
      ...(hasMaxSize
        ? []
        : [
            "all recordings together may take 20 GB, and a camera sends 11 GB a day for each Mbit/s; say how much it may be (recordings.max_size)",
          ]),
    ];
    const path = ["cameras", name, "continuous"];
    return messages.map((message) => ({ severity: "warning", path, message, atKey: true }));
  });
}
