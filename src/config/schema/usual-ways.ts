/** The usual ways to say yes and no. */
export const USUAL_WAYS: Readonly<Record<string, readonly string[]>> = {
  yes: ["yes", "yes please", "yes do it", "go ahead"],
  no: ["no", "no thanks", "no thank you", "do not"],
};
