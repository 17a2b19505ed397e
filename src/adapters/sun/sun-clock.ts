import { getTimes } from "suncalc";
import type { SunClock } from "../../rules/sun.ts";

/**
 * When the sun rises and sets somewhere, by suncalc: to the minute or two that hills and weather leave of it anyway.
 *
 * @param place in degrees; north and east are positive
 */
export function sunClockAt(place: { readonly latitude: number; readonly longitude: number }): SunClock {
  return (event, at) => getTimes(new Date(at), place.latitude, place.longitude)[event]?.getTime() ?? null;
}
