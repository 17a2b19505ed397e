import type { Advice, Pose } from "../../perception/vision/guided-capture.ts";

const SIDE: Readonly<Record<Pose, string>> = {
  front: "straight into the camera",
  left: "a little to your left",
  right: "a little to your right",
};

/** One line for the screen. */
export function adviceText(advice: Advice): string {
  switch (advice.kind) {
    case "nobody":
      return "Nobody is seen: stand before the camera.";
    case "one-person-only":
      return "One person only, please.";
    case "into-the-picture":
      return "Your face is cut by the edge of the picture: move to its middle.";
    case "hold-still":
      return "Hold still; more light helps too.";
    case "no-clear-face":
      return "Your face is not seen clearly: look into the camera, and take away what covers it.";
    case "come-closer":
      return `Come closer: the face is ${advice.widthPx} pixels wide, ${advice.neededPx} are needed.`;
    case "turn": {
      if (advice.how === "more") return `Turn your head ${SIDE[advice.pose]}.`;
      return advice.pose === "front" ? `Look ${SIDE.front}.` : "Turn back a little.";
    }
    case "keep":
      return `Good, stay like that: ${advice.good} of ${advice.needed}.`;
    case "got":
      return `Thank you, that was "${SIDE[advice.pose]}".`;
    case "done":
      return "Thank you, that is all.";
    case "too-late":
      return `"${SIDE[advice.pose]}" did not succeed in time.`;
  }
}

/** What is said aloud of it; null for what only a screen can keep up with. Numbers of pixels help nobody at a door. */
export function spokenAdvice(advice: Advice): string | null {
  switch (advice.kind) {
    case "keep":
      return null;
    case "come-closer":
      return "Come closer.";
    case "got":
      return "Thank you.";
    case "too-late":
      return "That did not succeed in time.";
    default:
      return adviceText(advice);
  }
}
