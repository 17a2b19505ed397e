import { GatehouseError } from "../../runtime/errors.ts";
import type { FaceLook, Flaw } from "./face-look.ts";
import { EMBEDDING_LENGTH, type Gallery } from "./gallery.ts";
import { cosine, unitLength } from "./matching.ts";

/** One photo (one frame) or clip from which somebody is to be enrolled. */
export interface EnrolmentSource {
  /** As the user named it, for messages. */
  readonly name: string;
  readonly kind: "photo" | "clip";
  /** The looks of each frame. */
  readonly frames: readonly (readonly FaceLook[])[];
}

/** What is kept of a source. */
export interface Template {
  /** Unit length, `EMBEDDING_LENGTH` numbers. */
  readonly embedding: Float32Array<ArrayBuffer>;
  /** Looks it was made of. */
  readonly frames: number;
  /** Best quality among them, 0–1. */
  readonly quality: number;
  /** Similarity of the look that is least like the mean of the others; null for a single look. */
  readonly weakest: number | null;
}

/** A second face this wide by the widest one is a second person, not somebody in the background. */
const SECOND_FACE = 0.5;
/** The part of a clip's frames that may show a second person (a passer-by) before the clip is refused. */
const MOST_CROWDED = 0.2;
/** Good looks that a clip must have, and how many of the best ones are taken. */
const LEAST_LOOKS = 3;
const MOST_LOOKS = 15;
/** A look this unlike the most typical one is an outlier: a hand before the face, a grimace, somebody else. */
const OUTLIER_BELOW = 0.5;
const MOST_OUTLIERS = 0.4;
/** Sources less alike than this do not show the same person. */
const SAME_PERSON = 0.34;
/** Closer than this below the threshold of recognition two people would be mistaken for each other. */
const LOOKALIKE_BELOW = 0.08;

/**
 * The template of one photo or clip: the mean of its good looks without outliers.
 *
 * @throws GatehouseError (kind `refused`) `PEOPLE_NO_FACE`, `PEOPLE_TWO_FACES`, `PEOPLE_FACE_TOO_SMALL`,
 *   `PEOPLE_FACE_CUT`, `PEOPLE_FACE_BLURRED`, `PEOPLE_FACE_TURNED`, `PEOPLE_TOO_FEW_LOOKS`, `PEOPLE_UNSTEADY`
 */
export function templateOf(source: EnrolmentSource): Template {
  const withFaces = source.frames.map(people).filter((faces) => faces.length > 0);
  if (withFaces.length === 0) throw refusal("PEOPLE_NO_FACE", `${source.name} shows no face`);
  const crowded = withFaces.filter((faces) => faces.length > 1).length;
  if (crowded > withFaces.length * (source.kind === "photo" ? 0 : MOST_CROWDED)) {
    throw refusal(
      "PEOPLE_TWO_FACES",
      `${source.name} shows more than one face: take a picture of one person alone`,
    );
  }
  const alone = withFaces.flatMap((faces) => (faces.length === 1 ? faces : []));
  const good = alone.filter((look) => look.flaws.length === 0 && look.embedding !== null);
  if (good.length === 0) throw flawRefusal(source.name, alone);
  if (source.kind === "clip" && good.length < LEAST_LOOKS) {
    throw refusal(
      "PEOPLE_TOO_FEW_LOOKS",
      `${source.name} shows the face well in ${good.length} frames only, ${LEAST_LOOKS} are needed: look into the ` +
        "camera for two seconds",
    );
  }
  const best = [...good].sort((a, b) => b.quality - a.quality).slice(0, MOST_LOOKS);
  return meanOf(source.name, best);
}

/**
 * Checks that all templates (of the sources, and those the person has already) show one person, and nobody else who is
 * enrolled.
 *
 * @param others everybody enrolled with whom the person must not be mistaken
 * @throws GatehouseError (kind `refused`) `PEOPLE_NOT_ONE_PERSON`, `PEOPLE_LOOKS_LIKE`
 */
export function checkTemplates(
  named: readonly { readonly name: string; readonly embedding: Float32Array }[],
  others: Gallery,
  recognize: number,
): void {
  named.forEach(({ name, embedding }, index) => {
    const rest = named.filter((_, i) => i !== index).map((other) => other.embedding);
    const alike = rest.length === 0 ? 1 : cosine(embedding, mean(rest));
    if (alike < SAME_PERSON) {
      throw refusal(
        "PEOPLE_NOT_ONE_PERSON",
        `${name} does not look like the same person as the others (similarity ${alike.toFixed(2)})`,
      );
    }
    for (const { name: person, templates } of others) {
      const similarity = Math.max(-1, ...templates.map((template) => cosine(embedding, template)));
      if (similarity < recognize - LOOKALIKE_BELOW) continue;
      throw refusal(
        "PEOPLE_LOOKS_LIKE",
        `${name} looks like ${person}, who is enrolled already (similarity ${similarity.toFixed(2)}): they would be ` +
          `mistaken for each other. If it is ${person}, add the picture under that name; if it is not (a twin, say), ` +
          `--lookalike ${person} enrols them with a wider margin between the two`,
      );
    }
  });
}

/** The faces of a frame that count as people: without non-faces, and without small ones in the background. */
function people(looks: readonly FaceLook[]): FaceLook[] {
  const faces = looks.filter((look) => !look.flaws.includes("implausible"));
  const widest = faces.reduce((width, look) => Math.max(width, look.box.width), 0);
  return faces.filter((look) => look.box.width >= widest * SECOND_FACE);
}

function meanOf(source: string, looks: readonly FaceLook[]): Template {
  const centre = mostTypical(looks.flatMap((look) => look.embedding ?? []));
  const kept = looks.filter(
    ({ embedding }) => embedding !== null && cosine(embedding, centre) >= OUTLIER_BELOW,
  );
  if (kept.length < looks.length * (1 - MOST_OUTLIERS)) {
    throw refusal(
      "PEOPLE_UNSTEADY",
      `the faces in ${source} are too unlike each other (${looks.length - kept.length} of ${looks.length}): ` +
        "take a steady clip of one person",
    );
  }
  const embeddings = kept.flatMap((look) => look.embedding ?? []);
  return {
    embedding: mean(embeddings),
    frames: kept.length,
    quality: Math.max(...kept.map((look) => look.quality)),
    weakest: weakestOf(embeddings),
  };
}

/** Leaves each one out in turn, and compares it with the mean of the others. */
function weakestOf(embeddings: readonly Float32Array[]): number | null {
  if (embeddings.length < 2) return null;
  const others = (index: number): Float32Array => mean(embeddings.filter((_, i) => i !== index));
  return Math.min(...embeddings.map((embedding, i) => cosine(embedding, others(i))));
}

/**
 * The embedding that is most like all others. Not the mean: that of two people lies between them, and would pass for both.
 */
function mostTypical(embeddings: readonly Float32Array[]): Float32Array {
  let best = { embedding: embeddings[0] ?? new Float32Array(0), likeness: Number.NEGATIVE_INFINITY };
  for (const embedding of embeddings) {
    const likeness = embeddings.reduce((sum, other) => sum + cosine(embedding, other), 0);
    if (likeness > best.likeness) best = { embedding, likeness };
  }
  return best.embedding;
}

function mean(embeddings: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const sum = new Float32Array(EMBEDDING_LENGTH);
  for (const embedding of embeddings) {
    for (let i = 0; i < EMBEDDING_LENGTH; i += 1) sum[i] = (sum[i] ?? 0) + (embedding[i] ?? 0);
  }
  return unitLength(sum).unit;
}

const FLAW_REFUSALS: Readonly<Record<Flaw, (source: string) => GatehouseError>> = {
  "too-small": (source) => refusal("PEOPLE_FACE_TOO_SMALL", `${source}: the face is too small: come closer`),
  "cut-by-edge": (source) =>
    refusal("PEOPLE_FACE_CUT", `${source}: the face is cut by the edge of the picture`),
  blurred: (source) =>
    refusal("PEOPLE_FACE_BLURRED", `${source}: the face is too blurred: hold still, and take more light`),
  "turned-away": (source) =>
    refusal("PEOPLE_FACE_TURNED", `${source}: the face is turned away: look into the camera`),
  implausible: (source) => refusal("PEOPLE_NO_FACE", `${source}: there is no clear face`),
};

/** The refusal for the flaw that most of the looks have. */
function flawRefusal(source: string, looks: readonly FaceLook[]): GatehouseError {
  const counts = new Map<Flaw, number>();
  for (const flaw of looks.flatMap((look) => look.flaws)) counts.set(flaw, (counts.get(flaw) ?? 0) + 1);
  const [flaw] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? ["implausible" as const];
  return FLAW_REFUSALS[flaw](source);
}

function refusal(code: string, message: string): GatehouseError {
  return new GatehouseError(code, message, { kind: "refused" });
}
