import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "./free-port.ts";
import { mortal } from "./mortal.ts";

const FOLDER = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "gatehouse", "node-red");
const PROGRAM = join(FOLDER, "node_modules", "node-red", "red.js");

/** Whether `npm test` has fetched a Node-RED; the test that needs it skips where it could not. */
export const nodeRedInstalled = existsSync(PROGRAM);

const FLOW = fileURLToPath(new URL("../../hubs/node-red.json", import.meta.url));

interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
}

/** A real Node-RED with the flow that Gatehouse ships, in a folder of its own. */
export class NodeRed {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #port: number;
  readonly #nodes: readonly FlowNode[];
  #log = "";

  private constructor(folder: string, port: number, nodes: readonly FlowNode[]) {
    this.#folder = folder;
    this.#port = port;
    this.#nodes = nodes;
    const words = [PROGRAM, "--userDir", folder, "--port", String(port)];
    this.#child = spawn(...mortal(process.execPath, words), { stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => (this.#log += text));
  }

  /**
   * Starts one; resolves when its flow runs and is connected to the broker.
   *
   * @param brokerPort the broker on this machine
   * @param node the name of the Gatehouse, in place of `front`
   */
  static async start(brokerPort: number, node: string): Promise<NodeRed> {
    const folder = await mkdtemp(join(tmpdir(), "gatehouse-node-red-"));
    const text = (await readFile(FLOW, "utf8"))
      .replaceAll("gatehouse/front/", `gatehouse/${node}/`)
      .replace('"port": "1883"', `"port": "${String(brokerPort)}"`);
    await writeFile(join(folder, "flows.json"), text);
    await writeFile(
      join(folder, "settings.js"),
      `module.exports = { flowFile: "flows.json", uiHost: "127.0.0.1", credentialSecret: false, telemetry: { enabled: false } };\n`,
    );
    const red = new NodeRed(folder, await freePort(), JSON.parse(text) as FlowNode[]);
    await red.said(/Connected to broker/, 60_000);
    return red;
  }

  /** Resolves with the first line of its log that fits, written already or yet to come. */
  async said(pattern: RegExp, withinMs = 20_000): Promise<string> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const line = this.#log.split("\n").find((each) => pattern.test(each));
      if (line !== undefined) return line;
      if (Date.now() > deadline || this.#child.exitCode !== null)
        throw new Error(`Node-RED did not say ${String(pattern)}: ${this.#log}`);
      await delay(50);
    }
  }

  /** Presses the button of an inject node, as its editor does. */
  async press(name: string): Promise<void> {
    const node = this.#nodes.find((each) => each.type === "inject" && each.name === name);
    const address = `http://127.0.0.1:${String(this.#port)}/inject/${node?.id ?? ""}`;
    const { status } = await fetch(address, { method: "POST" });
    if (status !== 200) throw new Error(`Node-RED answered ${String(status)} to the button ${name}`);
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const gone = new Promise((resolve) => this.#child.once("exit", resolve));
      this.#child.kill("SIGKILL");
      await gone;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }
}
