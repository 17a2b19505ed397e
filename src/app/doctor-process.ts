import { connectParent, leaveParent } from "../adapters/process/parent-link.ts";
import { messageOf } from "../runtime/errors.ts";
import { doProbe } from "./doctor/probe/do-probe.ts";
import { ProbeJob, type ProbeReply } from "./doctor/probe/jobs.ts";

/** Started by `gatehouse doctor`; does the one job that it is sent, answers, and ends. */
const GRACE_MS = 1_000;
const abort = new AbortController();
const parent = connectParent({
  message: (message) => {
    void answer(ProbeJob.parse(message)).then((reply) => {
      parent?.send(reply);
      leaveParent(GRACE_MS);
    });
  },
  ended: () => {
    abort.abort();
    leaveParent(GRACE_MS);
  },
});

async function answer(job: ProbeJob): Promise<ProbeReply> {
  try {
    return { ok: true, report: await doProbe(job, abort.signal) };
  } catch (error) {
    return { ok: false, why: messageOf(error) };
  }
}
