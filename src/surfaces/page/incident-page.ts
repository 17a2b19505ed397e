import type { GatehouseEvent } from "../../events/catalogue.ts";
import { mediaOf } from "../../events/media.ts";
import { describeEvent } from "../cli/describe-event.ts";
import { eventTime } from "../cli/events-text.ts";
import type { Explanation } from "../cli/explanation.ts";
import { plainPaint } from "../cli/paint.ts";
import type { TimeText } from "../cli/time-text.ts";
import { whyText } from "../cli/why-text.ts";

/** What stands on the page of an incident. Files are named relative to the page. */
export interface IncidentPage {
  readonly title: string;
  /** Each a name and what there is to say. */
  readonly facts: readonly (readonly [name: string, text: string])[];
  readonly films: readonly string[];
  readonly events: readonly GatehouseEvent[];
  readonly explanations: readonly Explanation[];
  /** Files that are there; what else the events point to is no longer kept. */
  readonly files: ReadonlySet<string>;
}

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.5rem; }
video { width: 100%; background: #000; border-radius: 6px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.5rem; }
dt { opacity: .7; } dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
td { padding: .35rem .75rem .35rem 0; vertical-align: top; border-top: 1px solid #8884; }
td:nth-child(-n+2) { white-space: nowrap; font-variant-numeric: tabular-nums; opacity: .75; }
img { height: 7rem; border-radius: 4px; margin: .35rem .35rem 0 0; }
audio { height: 2rem; margin-top: .35rem; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #8881; padding: 1rem; border-radius: 6px; font-size: .85rem; }
`;

/**
 * A page that shows an incident in any browser, from a folder and without a network. There is no script in it, and
 * whatever came from outside (a sentence, a topic) is text.
 */
export function incidentPage(page: IncidentPage, times: TimeText): string {
  const { title, facts, films, events, explanations } = page;
  const rows = events.map((event) => eventRow(event, page, times));
  const whys = explanations.map((one) => `<pre>${escaped(whyText(one, plainPaint, times))}</pre>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="script-src 'none'; object-src 'none'; form-action 'none'; base-uri 'none'">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
${films.map((film) => `<video controls preload="metadata" src="${reference(film)}"></video>`).join("\n")}
<dl>
${facts.map(([name, text]) => `<dt>${escaped(name)}</dt><dd>${escaped(text)}</dd>`).join("\n")}
</dl>
<h2>What happened</h2>
<table>
${rows.join("\n")}
</table>
${whys.length === 0 ? "" : `<h2>Why</h2>\n${whys.join("\n")}`}
</body>
</html>
`;
}

function eventRow(event: GatehouseEvent, { files }: IncidentPage, times: TimeText): string {
  const shown = mediaOf(event).map(({ kind, path }) => {
    if (!files.has(path)) return kind === "clip" ? "" : "<br><small>(no longer kept)</small>";
    if (kind === "picture") return `<img alt="" src="${reference(path)}">`;
    return kind === "audio" ? `<audio controls preload="none" src="${reference(path)}"></audio>` : "";
  });
  const pictures = shown.join("") === "" ? "" : `<br>${shown.join("")}`;
  const cells = [eventTime(event, times), event.name, describeEvent(event)].map(escaped);
  return `<tr><td>${cells[0]}</td><td>${cells[1]}</td><td>${cells[2]}${pictures}</td></tr>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

function reference(path: string): string {
  return escaped(path.split("/").map(encodeURIComponent).join("/"));
}
