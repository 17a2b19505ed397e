import { SystemClock, SystemScheduler } from "../adapters/clock/system-clock.ts";
import { createLogger } from "../adapters/logging/pino-logger.ts";
import type { Logger } from "../runtime/logger.ts";
import { MicrophoneWork } from "./microphone/microphone-work.ts";
import { ToMicrophone, type FromMicrophone } from "./protocol.ts";
import { connectSensor } from "./sensor-link.ts";

/**
 * The process of one microphone, started by the brain: `microphone-process.js NAME`.
 * It waits for its setup, listens until it is told to stop or the brain is gone, and leaves no recorder behind.
 */
function main(name: string): void {
  const scheduler = new SystemScheduler();
  let logger: Logger = createLogger({ level: "info", format: "json" }).child(name);
  let work: MicrophoneWork | null = null;

  const link = connectSensor<ToMicrophone, FromMicrophone>({
    incoming: ToMicrophone,
    scheduler,
    counters: () => work?.counters() ?? {},
    onMessage: (message) => {
      if (message.type === "setup" && work === null) {
        logger = createLogger({ level: message.logLevel, format: "json" }).child(name);
        // Math.random spreads reconnecting recorders; nothing is decided by it.
        // eslint-disable-next-line no-restricted-properties
        const parts = { clock: new SystemClock(), scheduler, random: Math.random, logger };
        work = new MicrophoneWork({ parts, send: (answer) => link?.send(answer) });
      }
      work?.receive(message);
    },
    onEnd: (why) => void end(why),
  });
  if (link === null) {
    logger.error("this is a part of Gatehouse; start it with `gatehouse run`");
    process.exitCode = 2;
  }

  async function end(why: string): Promise<void> {
    logger.debug("ending", { why });
    try {
      await work?.stop();
    } catch (error) {
      logger.error("the microphone's process did not end cleanly", { error });
    }
    link?.leave();
  }
}

main(process.argv[2] ?? "microphone");
