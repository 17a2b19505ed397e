/**
 * What a camera or the light may do to a picture, as filters and encoders of ffmpeg: one change alone, applied to films and photos
 * as they are, then coded as a network camera codes. A filter may depend on where the face is: its middle and width, pixels.
 */
const h264 = (crf) => ["-c:v", "libx264", "-preset", "veryfast", "-crf", `${crf}`, "-pix_fmt", "yuv420p"];
const jpeg = (scale) => ["-c:v", "mjpeg", "-q:v", `${scale}`, "-pix_fmt", "yuvj420p"];
const LOSSLESS = ["-c:v", "ffv1", "-level", "3"];
const CAMERA = h264(26);

/** Gaussian noise of a standard deviation, in values of 0–255, new in each frame; measured: the filter's strength is 1.8 of it. */
const noise = (deviation) => `noise=alls=${Math.round(deviation / 0.56)}:allf=t`;
const times = (factor) => `format=rgb24,lutrgb=r=val*${factor}:g=val*${factor}:b=val*${factor}`;
const plus = (factor, more) =>
  `format=rgb24,${["r", "g", "b"].map((c) => `lutrgb=${c}=clip(val*${factor}+${more}\\,0\\,255)`).join(",")}`;
/** A stop of light is a factor of two; in pixel values, which are encoded with a power of 1/2.2, it is 0.73. */
const stops = (count) => 2 ** (-count / 2.2);

/** Head and shoulders stay dark, everything else is as bright as it gets; stray light lies over all as a haze. */
const backlight =
  (under, haze) =>
  ({ x, y, width }) => {
    const inside = `hypot((X-${x})/${1.1 * width},(Y-${y})/${1.4 * width})`;
    const shoulders = `gt(Y,${y + 1.2 * width})*lt(abs(X-${x}),${2 * width})`;
    const mask = `geq=lum='if(lt(${inside},1)+${shoulders},255,0)':cb=128:cr=128,format=gray,boxblur=${Math.round(width / 6)}`;
    return (
      `split=3[one][two][three];[one]${plus(1.6, 90)}[bright];[two]${plus(stops(under), haze)}[dark];` +
      `[three]format=yuv444p,${mask},format=rgb24[mask];[bright][dark][mask]maskedmerge,format=rgb24,${noise(3)}`
    );
  };

const turned = (degrees) => `rotate=${degrees}*PI/180:bilinear=1:fillcolor=gray`;
/** Scaled about the middle of the picture, which keeps its size. */
const smaller =
  (pixels) =>
  ({ width }) => {
    const scale = Math.min(1, pixels / width).toFixed(4);
    return `scale=w=trunc(iw*${scale}/2)*2:h=trunc(ih*${scale}/2)*2:flags=area,pad=640:480:(ow-iw)/2:(oh-ih)/2:gray`;
  };
const each = (group, degrees, make) =>
  degrees.map((degree) => ({ group, degree: `${degree}`, encoder: CAMERA, ...make(degree) }));

export const CONDITIONS = [
  { group: "as filmed", degree: "not coded again", encoder: LOSSLESS },
  { group: "as filmed", degree: "coded again", encoder: CAMERA },
  ...each("dark, stops", [1, 2, 3, 4], (count) => ({ filter: `${times(stops(count))},${noise(2)}` })),
  ...each("noise, σ of 255", [5, 10, 20, 30], (deviation) => ({ filter: noise(deviation) })),
  ...each("fine noise, not coded, σ", [1, 2, 5], (deviation) => ({
    filter: noise(deviation),
    encoder: LOSSLESS,
  })),
  ...each("backlight, stops", [1, 2, 3], (under) => ({ filter: backlight(under, 0) })),
  ...each("backlight 2 stops, haze", [40, 80], (haze) => ({ filter: backlight(2, haze) })),
  { group: "too bright", degree: "× 1.6 + 60", filter: plus(1.6, 60), encoder: CAMERA },
  { group: "without colour", degree: "", filter: "hue=s=0", encoder: CAMERA },
  ...each("rolled, degrees", [5, 10, 15, 20, 30, 45], (degrees) => ({ filter: turned(degrees) })),
  ...each("out of focus, σ px", [1, 2, 3], (sigma) => ({ filter: `gblur=sigma=${sigma}` })),
  ...each("motion blur, px", [5, 9, 13], (pixels) => ({
    filter: `avgblur=sizeX=${(pixels - 1) / 2}:sizeY=1`,
  })),
  ...each("H.264, crf", [30, 36, 42, 48], (crf) => ({ encoder: h264(crf) })),
  ...each("JPEG, q of ffmpeg", [5, 15, 31], (scale) => ({ encoder: jpeg(scale) })),
  ...each("face, px wide", [50, 46, 44, 40, 36], (pixels) => ({ filter: smaller(pixels) })),
  { group: "oblong pixels", degree: "2:1, and says so", filter: "scale=320:480,setsar=2/1", encoder: CAMERA },
  {
    group: "oblong pixels",
    degree: "2:1, says nothing",
    filter: "scale=320:480,setsar=1/1",
    encoder: CAMERA,
  },
  { group: "oblong pixels", degree: "4:3 sent as 16:9", filter: "scale=640:360,setsar=1/1", encoder: CAMERA },
];
