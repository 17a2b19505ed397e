import sharp from "sharp";
import { boundsOf, outlinePath, type FigureCut, type PortraitCut } from "./figures.ts";

/** A cut-out person: red, green, blue, opacity; 8 bits each, rows top to bottom. */
export interface Figure {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/** Cuts a person out of a photograph (any format sharp reads) along the outline, with a soft edge. */
export async function cutOut(photo: Uint8Array, cut: FigureCut): Promise<Figure> {
  const { left, top, width, height } = boundsOf(cut);
  const mask = `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}">
    <defs><filter id="soft"><feMorphology operator="erode" radius="${String(cut.softPx)}"/>
      <feGaussianBlur stdDeviation="${String(cut.softPx)}"/></filter></defs>
    <path d="${outlinePath(cut, left, top)}" fill="#fff" filter="url(#soft)"/></svg>`;
  const { data, info } = await sharp(photo)
    .extract({ left, top, width, height })
    .composite([{ input: Buffer.from(mask), blend: "dest-in" }])
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgba: data };
}

/** The same figure at another size. */
export async function scaled(figure: Figure, scale: number): Promise<Figure> {
  const width = Math.max(1, Math.round(figure.width * scale));
  const height = Math.max(1, Math.round(figure.height * scale));
  const rgba = await sharp(figure.rgba, {
    raw: { width: figure.width, height: figure.height, channels: 4 },
  })
    .resize(width, height, { fit: "fill" })
    .raw()
    .toBuffer();
  return { width, height, rgba };
}

/** A portrait for enrolment: one person of a photograph, head upright, as JPEG. */
export async function portrait(photo: Uint8Array, cut: PortraitCut): Promise<Uint8Array> {
  const { left, top, width, height, turnDegrees } = cut;
  const square = await sharp(photo).extract({ left, top, width, height }).toBuffer();
  return sharp(square).rotate(turnDegrees, { background: "#222222" }).jpeg({ quality: 92 }).toBuffer();
}
