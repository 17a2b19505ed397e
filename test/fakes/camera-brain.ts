import { SystemClock, SystemScheduler } from "../../src/adapters/clock/system-clock.ts";
import type { CameraSetup, ToCamera } from "../../src/app/protocol.ts";
import { FromCamera } from "../../src/app/protocol.ts";
import type { SupervisedSensor } from "../../src/app/sensor-supervisor.ts";
import { superviseSensor } from "../../src/app/sensor-supervisor.ts";
import { compiledUrl } from "../../src/runtime/compiled-url.ts";
import { silentLogger } from "../../src/runtime/logger.ts";

/** A brain that does nothing but listen to one camera's process, which is real. */
export interface CameraBrain {
  readonly sensor: SupervisedSensor<ToCamera>;
  readonly messages: FromCamera[];
  readonly said: string[];
  of<Type extends FromCamera["type"]>(type: Type): Extract<FromCamera, { type: Type }>[];
}

/** Starts the camera's process; `sensor.stop` ends it. */
export function startCameraProcess(setup: CameraSetup): CameraBrain {
  const messages: FromCamera[] = [];
  const said: string[] = [];
  const sensor = superviseSensor<ToCamera, FromCamera>({
    name: `camera:${setup.camera}`,
    entry: compiledUrl(new URL("../../src/x.ts", import.meta.url).href, "app/camera-process"),
    setup,
    incoming: FromCamera,
    onMessage: (message) => messages.push(message),
    onLost: (why) => said.push(`lost: ${why}`),
    onRecovered: () => said.push("recovered"),
    clock: new SystemClock(),
    scheduler: new SystemScheduler(),
    logger: silentLogger,
    random: () => 0.5,
    onLine: () => undefined,
  });
  return {
    sensor,
    messages,
    said,
    of: <Type extends FromCamera["type"]>(type: Type) =>
      messages.filter((message): message is Extract<FromCamera, { type: Type }> => message.type === type),
  };
}
