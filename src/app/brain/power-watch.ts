import { readVoltage } from "../../adapters/power/voltage-file.ts";
import type { GatehouseConfig } from "../../config/schema/gatehouse.ts";
import { readValue, type Reading } from "../../devices/reading.ts";
import type { EventDraft } from "../../events/catalogue.ts";
import type { Cancel } from "../../runtime/clock.ts";
import {
  follow,
  POWER_UNKNOWN,
  voltsOf,
  type PowerLevel,
  type PowerLimits,
  type PowerState,
} from "../../perception/power/level.ts";
import type { ExpressionLanguage } from "../../rules/language.ts";
import type { HubConnection } from "../../surfaces/mqtt/ports.ts";
import type { ProcessParts } from "../process-parts.ts";
import { readingOf } from "./reading-of.ts";

export interface PowerWatchParts extends Pick<ProcessParts, "clock" | "scheduler" | "logger"> {
  readonly connection: Pick<HubConnection, "subscribe"> | null;
  readonly language: ExpressionLanguage;
  readonly emit: (draft: EventDraft) => void;
  /** The level has changed. */
  readonly use: (level: PowerLevel) => void;
}

type Power = NonNullable<GatehouseConfig["power"]>;

const READ_EVERY_MS = 5_000;
/** With no reading for so long nobody knows how the battery does. */
const SILENT_MS = 5 * 60_000;
const RESUME_ABOVE_SAVE = 0.4;

/** Follows the battery's voltage, and tells when its level changes. Without readings the level stays, and the log says so. */
export class PowerWatch {
  readonly #parts: PowerWatchParts;
  #config: string | null = null;
  #limits: PowerLimits | null = null;
  #state: PowerState = POWER_UNKNOWN;
  #cancel: Cancel = () => undefined;
  #cancelSilence: Cancel = () => undefined;

  constructor(parts: PowerWatchParts) {
    this.#parts = parts;
  }

  get level(): PowerLevel {
    return this.#state.level;
  }

  /** Follows this battery from now on; undefined: there is none. */
  apply(power: Power | undefined): void {
    const config = JSON.stringify(power ?? null);
    if (config === this.#config) return;
    this.stop();
    this.#config = config;
    if (power === undefined) {
      this.#limits = null;
      this.#take({ ...POWER_UNKNOWN }, null);
      return;
    }
    const { save_below: saveBelow, stop_below: stopBelow, resume_above: resume, for: lastsMs } = power;
    this.#limits = { saveBelow, stopBelow, lastsMs, resumeAbove: resume ?? saveBelow + RESUME_ABOVE_SAVE };
    const { topic, file, value, unit } = power.battery;
    this.#expectReadings();
    if (topic !== undefined) this.#cancel = this.#listen(readingOf({ topic, value }, this.#parts.language));
    else if (file !== undefined) this.#read(file, unit);
  }

  stop(): void {
    this.#cancel();
    this.#cancelSilence();
    this.#cancel = () => undefined;
    this.#config = null;
  }

  #listen(reading: Reading): Cancel {
    return (
      this.#parts.connection?.subscribe(reading.topic, (message) => {
        // A retained message is of whenever it was sent.
        if (!message.retained) this.#told(voltsOf(readValue(reading, message)));
      }) ?? ((): void => undefined)
    );
  }

  #read(file: string, unit: number): void {
    let isOver = false;
    let cancel: Cancel = () => undefined;
    const again = async (): Promise<void> => {
      const volts = await readVoltage(file, unit);
      if (isOver) return;
      this.#told(volts);
      cancel = this.#parts.scheduler.after(READ_EVERY_MS, () => void again());
    };
    void again();
    this.#cancel = () => {
      isOver = true;
      cancel();
    };
  }

  #told(volts: number | null): void {
    if (volts === null || this.#limits === null) return;
    this.#expectReadings();
    const { t } = this.#parts.clock.now();
    this.#take(follow(this.#state, { volts, t }, this.#limits), volts);
  }

  #take(next: PowerState, volts: number | null): void {
    const { level: from } = this.#state;
    const { level } = next;
    this.#state = next;
    if (level === from) return;
    this.#parts.emit({
      name: "power.changed",
      source: "brain",
      ...this.#parts.clock.now(),
      level,
      from,
      volts,
    });
    this.#parts.use(level);
  }

  #expectReadings(): void {
    this.#cancelSilence();
    this.#cancelSilence = this.#parts.scheduler.after(SILENT_MS, () =>
      this.#parts.logger.warn("nothing is heard of the battery's voltage; nobody knows how much it has", {
        minutes: SILENT_MS / 60_000,
      }),
    );
  }
}
