import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseDocument } from "yaml";

/** What differs from one demo to the next. */
export interface WorkspaceOptions {
  /** Where to put it; null: a new folder under the system's folder for temporary files. */
  readonly directory: string | null;
  readonly brokerPort: number;
  readonly camera: string;
  /** Whether a film begins again at its end (while the visitor speaks for himself). */
  readonly loopCamera: boolean;
  readonly microphone: string;
  /** Where answers are spoken, or null for a machine without sound. */
  readonly speaker: string | null;
}

/** A demo's own house: configuration, rules and state in a folder of its own. */
export interface Workspace {
  readonly directory: string;
  readonly config: string;
  readonly state: string;
}

/** How many seconds before a notice a recording of the demo begins. */
export const PRE_ROLL_SECONDS = 5;

const TEMPLATES = fileURLToPath(new URL("../../../demo/", import.meta.url));

/** Writes configuration and rules from `demo/` into a folder that is kept after the demo. */
export async function createWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), "gatehouse-demo-")));
  const workspace = { directory, config: join(directory, "gatehouse.yaml"), state: join(directory, "state") };
  await mkdir(workspace.state, { recursive: true, mode: 0o700 });
  const template = await readFile(join(TEMPLATES, "gatehouse.yaml"), "utf8");
  await writeFile(workspace.config, fillTemplate(template, options, workspace.state));
  const rules = join(directory, "rules", "story.yaml");
  await mkdir(dirname(rules), { recursive: true });
  await writeFile(rules, await readFile(join(TEMPLATES, "rules", "story.yaml"), "utf8"));
  return workspace;
}

/** The configuration with the demo's own values in it; comments stay. Pure. */
export function fillTemplate(template: string, options: WorkspaceOptions, state: string): string {
  const document = parseDocument(template);
  document.setIn(["mqtt", "embedded", "port"], options.brokerPort);
  document.setIn(["state_dir"], state);
  document.setIn(["cameras", "front_door", "source"], options.camera);
  document.setIn(["cameras", "front_door", "loop"], options.loopCamera);
  document.setIn(["microphones", "hall", "source"], options.microphone);
  document.setIn(["recordings", "before"], `${String(PRE_ROLL_SECONDS)}s`);
  if (options.speaker !== null) document.setIn(["voice", "reply"], { speaker: options.speaker });
  return document.toString({ lineWidth: 120 });
}
