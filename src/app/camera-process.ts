import { SystemClock, SystemScheduler } from "../adapters/clock/system-clock.ts";
import { createLogger } from "../adapters/logging/pino-logger.ts";
import { messageOf } from "../runtime/errors.ts";
import { CameraWork } from "./camera/camera-work.ts";
import type { CameraSetup, FromCamera } from "./protocol.ts";
import { ToCamera } from "./protocol.ts";
import { connectSensor } from "./sensor-link.ts";

/**
 * The process of one camera, started by the brain: `camera-process.js NAME STARTS`.
 * It waits for its setup, works until it is told to stop or the brain is gone, and closes its clips then.
 */
function main(name: string, starts: number): void {
  const clock = new SystemClock();
  const scheduler = new SystemScheduler();
  let logger = createLogger({ level: "info", format: "json" }).child(name);
  let work: CameraWork | null = null;

  const link = connectSensor<ToCamera, FromCamera>({
    incoming: ToCamera,
    scheduler,
    counters: () => work?.counters() ?? {},
    onMessage: (message) => {
      if (message.type === "setup") begin(message);
      else if (message.type !== "stop") work?.receive(message);
    },
    onEnd: (why) => void end(why),
  });
  if (link === null) {
    logger.error("this is a part of Gatehouse; start it with `gatehouse run`");
    process.exitCode = 2;
    return;
  }

  const send = (message: FromCamera): void => link.send(message);

  function begin(setup: CameraSetup): void {
    if (work !== null) return;
    logger = createLogger({ level: setup.logLevel, format: "json" }).child(name);
    try {
      // Math.random spreads reconnecting cameras; nothing is decided by it.
      // eslint-disable-next-line no-restricted-properties
      const parts = { clock, scheduler, random: Math.random, logger };
      work = new CameraWork({ setup, parts, starts, send });
      send({ type: "ready" });
    } catch (error) {
      logger.error("the camera cannot be watched", { error });
      send({ type: "health", ok: false, why: messageOf(error) });
    }
  }

  async function end(why: string): Promise<void> {
    logger.debug("ending", { why });
    try {
      await work?.stop();
    } catch (error) {
      logger.error("the camera's process did not end cleanly", { error });
    }
    link?.leave();
  }
}

main(process.argv[2] ?? "camera", Number.parseInt(process.argv[3] ?? "0", 10) || 0);
