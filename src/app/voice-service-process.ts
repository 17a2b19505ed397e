import { SystemClock, SystemScheduler } from "../adapters/clock/system-clock.ts";
import { createLogger } from "../adapters/logging/pino-logger.ts";
import type { Logger } from "../runtime/logger.ts";
import { connectSensor } from "./sensor-link.ts";
import { ToVoiceService, type FromVoiceService } from "./voice-service/protocol.ts";
import { VoiceServiceWork } from "./voice-service/service-work.ts";

/**
 * The process that offers Gatehouse's ears to others, started by the brain: `voice-service-process.js NAME`. It waits for its
 * setup, and serves until it is told to stop or the brain is gone.
 */
function main(name: string): void {
  const scheduler = new SystemScheduler();
  let logger: Logger = createLogger({ level: "info", format: "json" }).child(name);
  let work: VoiceServiceWork | null = null;

  const link = connectSensor<ToVoiceService, FromVoiceService>({
    incoming: ToVoiceService,
    scheduler,
    counters: () => work?.counters() ?? {},
    onMessage: (message) => {
      if (message.type !== "setup") return;
      if (work === null) {
        logger = createLogger({ level: message.logLevel, format: "json" }).child(name);
        // Nothing here is decided by chance.
        const parts = { clock: new SystemClock(), scheduler, random: () => 0.5, logger };
        work = new VoiceServiceWork({ parts, send: (answer) => link?.send(answer) });
      }
      work.change(message);
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
      logger.error("the voice service's process did not end cleanly", { error });
    }
    link?.leave();
  }
}

main(process.argv[2] ?? "voice-service");
