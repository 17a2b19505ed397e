import { dirname, resolve } from "node:path";
import { messageOf } from "../runtime/errors.ts";
import type { Problem } from "./problem.ts";
import type { GatehouseConfig } from "./schema/gatehouse.ts";
import type { YamlFile } from "./yaml-file.ts";

/** Rejects if a file cannot be read. */
interface FileReader {
  readFile(path: string): Promise<string>;
}

/** What each file has to hold, as PEM calls it. */
const HOLDS = {
  ca: /-----BEGIN (TRUSTED )?CERTIFICATE-----/,
  cert: /-----BEGIN (TRUSTED )?CERTIFICATE-----/,
  key: /-----BEGIN ([A-Z]+ )?PRIVATE KEY-----/,
} as const;
const WHAT = { ca: "certificate", cert: "certificate", key: "private key" } as const;

/** Files of `mqtt.tls` that cannot be read, or that hold something else. */
export async function certificateProblems(
  { mqtt }: GatehouseConfig,
  file: YamlFile,
  io: FileReader,
): Promise<Problem[]> {
  const tls = mqtt?.broker === "external" ? mqtt.tls : undefined;
  const problems: Problem[] = [];
  for (const name of ["ca", "cert", "key"] as const) {
    const written = tls?.[name];
    if (written === undefined) continue;
    const path = resolve(dirname(file.path), written);
    const message = await whyUnfit(path, name, io);
    if (message !== null)
      problems.push(file.problem({ severity: "error", path: ["mqtt", "tls", name], message }));
  }
  return problems;
}

async function whyUnfit(path: string, name: keyof typeof HOLDS, io: FileReader): Promise<string | null> {
  let text: string;
  try {
    text = await io.readFile(path);
  } catch (error) {
    return `the file ${path} cannot be read: ${messageOf(error)}`;
  }
  if (text.includes("ENCRYPTED"))
    return `the key in ${path} is encrypted: Gatehouse could not open it by itself`;
  return HOLDS[name].test(text) ? null : `${path} holds no ${WHAT[name]} in PEM`;
}
