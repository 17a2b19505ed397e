import { FILM } from "./choreography.ts";

/** The empty porch at dusk, as its door camera sees it: an SVG drawing of the film's size. */
export function porchSvg(): string {
  const { width, height } = FILM;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
  <defs>
    <linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#26324d"/><stop offset="0.6" stop-color="#5d5f7d"/>
      <stop offset="1" stop-color="#b98f7c"/>
    </linearGradient>
    <linearGradient id="boards" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#4a3c33"/><stop offset="1" stop-color="#6d5747"/>
    </linearGradient>
    <linearGradient id="post" x1="0" y1="0" x2="1" y2="0">
      <stop offset="0" stop-color="#8d8577"/><stop offset="0.5" stop-color="#c8bfae"/>
      <stop offset="1" stop-color="#7a7266"/>
    </linearGradient>
    <radialGradient id="glow" cx="0.5" cy="0.5" r="0.5">
      <stop offset="0" stop-color="#ffd79a" stop-opacity="0.75"/>
      <stop offset="1" stop-color="#ffd79a" stop-opacity="0"/>
    </radialGradient>
    <filter id="far"><feGaussianBlur stdDeviation="3.2"/></filter>
    <filter id="near"><feGaussianBlur stdDeviation="1.1"/></filter>
  </defs>
  <rect width="${width}" height="${height}" fill="url(#sky)"/>
  <g filter="url(#far)">${street()}</g>
  <g filter="url(#near)">${porch()}</g>
  <ellipse cx="1085" cy="120" rx="330" ry="270" fill="url(#glow)"/>
</svg>`;
}

/** What lies behind the porch: houses, a hedge, the garden path. */
function street(): string {
  const windows = [
    [168, 252],
    [222, 252],
    [168, 306],
    [826, 270],
    [884, 270],
  ]
    .map(([x, y]) => `<rect x="${String(x)}" y="${String(y)}" width="30" height="36" fill="#f2c46d"/>`)
    .join("");
  const hedge = Array.from({ length: 23 }, (_, i) => {
    const [x, radius] = [i * 60 - 10, 46 + ((i * 37) % 19)];
    return `<circle cx="${String(x)}" cy="${String(452 - ((i * 23) % 17))}" r="${String(radius)}" fill="#1f2c26"/>`;
  }).join("");
  return `
    <path d="M110 410 V230 L205 165 L300 230 V410 Z" fill="#2c2f3f"/>
    <path d="M760 420 V250 L865 180 L970 250 V420 Z" fill="#30303f"/>
    ${windows}${hedge}
    <rect y="470" width="1280" height="110" fill="#24332a"/>
    <path d="M560 470 L700 470 L900 600 L380 600 Z" fill="#6b6660"/>`;
}

/** The porch itself: posts, railing, floor boards, a lamp and a flower pot. */
function porch(): string {
  const rails = [...Array(9).keys()]
    .flatMap((i) => [30 + i * 36, 980 + i * 36])
    .map((x) => `<rect x="${String(x)}" y="455" width="9" height="120" fill="#a79e8d"/>`)
    .join("");
  const boards = Array.from(
    { length: 10 },
    (_, i) =>
      `<path d="M${String(i * 142)} 580 L${String(i * 205 - 290)} 720" stroke="#382d26" stroke-width="3"/>`,
  ).join("");
  return `
    <rect y="575" width="1280" height="145" fill="url(#boards)"/>${boards}
    <rect y="440" width="355" height="16" fill="#b6ad9c"/><rect x="960" y="440" width="320" height="16" fill="#b6ad9c"/>
    ${rails}
    <rect x="340" width="36" height="590" fill="url(#post)"/><rect x="925" width="36" height="590" fill="url(#post)"/>
    <rect width="1280" height="44" fill="#4b443c"/>
    <rect x="1080" y="40" width="6" height="46" fill="#222"/>
    <path d="M1054 86 h58 l-10 52 h-38 Z" fill="#ffe2ac"/>
    <path d="M90 690 l16 -78 h82 l16 78 Z" fill="#8a4f38"/>
    <circle cx="120" cy="590" r="34" fill="#2f4a33"/><circle cx="168" cy="578" r="40" fill="#375a3c"/>
    <circle cx="146" cy="556" r="9" fill="#c9566b"/><circle cx="182" cy="560" r="8" fill="#d77587"/>`;
}
