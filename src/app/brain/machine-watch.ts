import { readMachine, type MachineReadings } from "../../adapters/machine/machine-readings.ts";
import type { Cancel, Scheduler } from "../../runtime/clock.ts";

const EVERY_MS = 60_000;

/** Reads each minute how the machine does, until it is cancelled. */
export function watchMachine(
  stateDirectory: string,
  scheduler: Scheduler,
  show: (readings: MachineReadings) => void,
): Cancel {
  let cancel: Cancel = () => undefined;
  let isOver = false;
  const again = (): void => {
    cancel = scheduler.after(EVERY_MS, () => {
      void readMachine(stateDirectory).then((readings) => {
        if (isOver) return;
        show(readings);
        again();
      });
    });
  };
  again();
  return () => {
    isOver = true;
    cancel();
  };
}
