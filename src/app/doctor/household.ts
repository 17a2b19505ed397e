import type { Finding } from "../../config/problem.ts";
import type { GatehouseConfig } from "../../config/schema/gatehouse.ts";
import type { FaceFactor } from "../../guard/policy.ts";
import type { Gallery, GalleryPerson } from "../../perception/vision/gallery.ts";
import { likeness } from "../../perception/vision/lookalikes.ts";
import { guardPolicies } from "../brain/guard-policies.ts";
import { faceWays, livenessDemanded, type FaceWay } from "./face-ways.ts";
import { ATTACK_TEXT, untriedAttacks, whyNotAlone, whyOutdated, type KnownSpoofTest } from "./spoof-test.ts";

/** What is known of a house besides its configuration, as far as that bears on whom a face alone lets in. */
export interface Household {
  readonly spoofTest: KnownSpoofTest;
  /** SHA-256 of the face models, by task; null if they are not there. */
  readonly models: Readonly<Record<string, string>> | null;
  /** Everybody enrolled whose look-alikes know of each other. */
  readonly gallery: Gallery;
}

/** What is doubtful about doors that a face alone opens: untried pictures, and people who look alike. Warnings only. */
export function householdFindings(config: GatehouseConfig, household: Household): Finding[] {
  const ways = faceWays(config).filter(({ isSimulated }) => !isSimulated);
  const alone = ways.filter(({ isAlone }) => isAlone);
  return [...untested(config, alone, household), ...lookalikes(ways, household.gallery)];
}

function untested(
  config: GatehouseConfig,
  ways: readonly FaceWay[],
  { spoofTest, models }: Household,
): Finding[] {
  const { cameras } = guardPolicies(config);
  return ways.flatMap((way) =>
    way.cameras
      // What plays a file authorises nothing, and that is said elsewhere.
      .filter((camera) => cameras[camera]?.replay === false)
      .flatMap((camera) => {
        const failed = whyNotAlone(spoofTest, camera);
        if (failed !== null) return [warning(way, failed)];
        const missing = missingTest(spoofTest, {
          ...{ camera, models },
          live: livenessDemanded(config, camera),
        });
        return missing === null
          ? []
          : [warning(way, `a face alone may ${way.what} at ${camera}, and ${missing}`)];
      }),
  );
}

interface TestPlace {
  readonly camera: string;
  readonly models: Household["models"];
  readonly live: number | null;
}

/** What of a spoof test is not known to hold at a camera, after "and"; null if every attack was tried there and failed. */
function missingTest(known: KnownSpoofTest, { camera, models, live }: TestPlace): string | null {
  const command = `\`gatehouse doctor --spoof --camera ${camera}\``;
  const result = known !== null && !("damaged" in known) ? known.cameras[camera] : undefined;
  if (result === undefined) return `nobody has tried yet what a picture can do there: run ${command}`;
  const outdated = models === null ? null : whyOutdated(result, { models, live });
  if (outdated !== null)
    return `what was tried there no longer counts, because ${outdated}: run ${command} again`;
  const untried = untriedAttacks(result);
  if (untried.length === 0) return null;
  return `${untried.map((kind) => ATTACK_TEXT[kind]).join(" and ")} was never tried there: run ${command}`;
}

/** Other factors do not help: neither a voice nor a challenge tells one person from another. */
function lookalikes(ways: readonly FaceWay[], gallery: Gallery): Finding[] {
  return pairsOf(gallery).flatMap(([one, other]) => {
    const alike = `${one.name} and ${other.name} look alike (similarity ${likeness(one, other).toFixed(2)})`;
    const telling = "they are told apart by a wider margin only";
    const again = "enrol both anew at the door's own camera (`gatehouse people capture`)";
    const findings = ways.flatMap((way) => {
      const isIn = isAccepted(one, way.factor);
      if (isIn === isAccepted(other, way.factor)) return [];
      const [inside, outside] = isIn ? [one.name, other.name] : [other.name, one.name];
      const message =
        `${alike}, and of the two only ${inside} may ${way.what}: ${outside} may be taken for ${inside}, for ${telling}. ` +
        `Add a second factor that ${outside} does not have, or ${again}`;
      return [warning(way, message)];
    });
    if (findings.length > 0) return findings;
    const message = `${alike}: either may be taken for the other, for ${telling}; ${again}`;
    return [{ severity: "warning" as const, path: ["people"], message, atKey: true }];
  });
}

/** Every pair of look-alikes once. */
function pairsOf(gallery: Gallery): [GalleryPerson, GalleryPerson][] {
  return gallery.flatMap((one, index) =>
    gallery
      .slice(index + 1)
      .filter((other) => one.lookalikes?.includes(other.name) === true)
      .map((other): [GalleryPerson, GalleryPerson] => [one, other]),
  );
}

function isAccepted({ name, group }: GalleryPerson, { groups, people }: FaceFactor): boolean {
  return (groups?.includes(group) ?? true) && (people?.includes(name) ?? true);
}

function warning({ path }: FaceWay, message: string): Finding {
  return { severity: "warning", path, message };
}
