import { GatehouseError } from "../../runtime/errors.ts";

/** What a step of the enrolment yields; null if it refuses. */
export function notRefused<Result>(enrol: () => Result): Result | null {
  try {
    return enrol();
  } catch (error) {
    if (error instanceof GatehouseError && error.kind === "refused") return null;
    throw error;
  }
}
