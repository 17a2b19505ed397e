/** The camera that a sensor's name means (`camera:NAME`), or null if it is no camera. */
export function cameraOf(sensor: string): string | null {
  return sensor.startsWith("camera:") ? sensor.slice("camera:".length) : null;
}
