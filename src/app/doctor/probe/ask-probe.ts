import type { z } from "zod";
import { forkChild } from "../../../adapters/process/fork-child.ts";
import { compiledUrl } from "../../../runtime/compiled-url.ts";
import { GatehouseError } from "../../../runtime/errors.ts";
import { ProbeReply, type ProbeJob } from "./jobs.ts";

/** Does a job in a process of its own and returns its report; asks another way in tests. */
export type AskProbe = <Report>(
  job: ProbeJob,
  report: z.ZodType<Report>,
  signal: AbortSignal,
) => Promise<Report>;

/**
 * Does a job in a process of its own, which is killed when the signal aborts.
 *
 * @throws GatehouseError DOCTOR_PROBE_FAILED (failed) with what the process said, or how it died
 */
export const askProbe: AskProbe = (job, report, signal) =>
  new Promise((resolve, reject) => {
    const fail = (why: string): void =>
      reject(new GatehouseError("DOCTOR_PROBE_FAILED", why, { kind: "failed" }));
    const child = forkChild(compiledUrl(import.meta.url, "app/doctor-process"), [], {
      message: (message) => {
        const reply = ProbeReply.safeParse(message).data;
        if (reply === undefined) fail("the process that tries it out said something unknown");
        else if (!reply.ok) fail(reply.why);
        else {
          const parsed = report.safeParse(reply.report);
          if (parsed.success) resolve(parsed.data);
          else fail("the process that tries it out reported something unknown");
        }
      },
      // The libraries' own words may hold passwords.
      line: () => undefined,
      exited: (why) => {
        signal.removeEventListener("abort", kill);
        fail(`the process that tries it out did not survive it: ${why}`);
      },
    });
    const kill = (): void => child.kill("SIGKILL");
    signal.addEventListener("abort", kill, { once: true });
    if (signal.aborted) kill();
    child.send(job);
  });
