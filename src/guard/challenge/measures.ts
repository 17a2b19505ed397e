/** The fixed measures of challenges, ms unless said otherwise. They are not configurable: loosening one would loosen every policy. */

/** Tries of one challenge; each has a code, or turns, of its own. */
export const ATTEMPTS = 2;
/** A challenge takes no longer than this, all attempts together. */
export const CHALLENGE_MAX_MS = 60_000;
/** A prompt that has not been spoken within this time will not be. */
export const PROMPT_MAX_MS = 15_000;
/** A camera that shows nothing for so long while somebody is asked ends the challenge. */
export const SILENT_CAMERA_MS = 2_000;
/** The person's track may be missing from the pictures for so long, and its face may go unseen for so long. */
export const TRACK_GAP_MAX_MS = 500;
/** While a code is asked for and spoken the face has to be seen at least this often. */
export const MOUTH_GAP_MAX_MS = 400;
/** A face that looks at the camera, but not surely like the person, ends the challenge after this time. */
export const DOUBT_MAX_MS = 500;
/** An answer has to begin within this time after the prompt, and may last no longer than the second. */
export const ANSWER_BEGINS_WITHIN_MS = 6_000;
export const ANSWER_LASTS_MAX_MS = 6_000;
/** The microphone's verdict comes within this time after the last moment at which an answer may end. */
export const VERDICT_WITHIN_MS = 3_000;
/** From what is known of the head before the first prompt its resting position is taken. */
export const BASELINE_MS = 1_000;
/** Looks that make a resting position. */
export const BASELINE_LOOKS = 4;
/** Looks that make a turn, or a return. */
export const TURN_LOOKS = 3;
export const RETURN_LOOKS = 2;
/** Looks that make a turn to the wrong side. */
export const WRONG_LOOKS = 2;
/** How far the head has to turn (`FaceLook.yaw`), and how near to its resting position it has to return. */
export const TURN_YAW = 0.35;
export const RETURN_YAW = 0.15;
/** A resting position further from straight than this leaves no room for a turn. */
export const BASELINE_YAW_MAX = 0.5;
/** A turn has to be made within this time after the prompt, a return within this time after the turn. */
export const TURN_WITHIN_MS = 4_000;
export const RETURN_WITHIN_MS = 4_000;
/** Around the begin of a prompt nobody can know where to turn: the head has to rest. Before and after it. */
export const STILL_BEFORE_MS = 300;
export const STILL_AFTER_MS = 300;
/** After the task the person has to be recognised again within this time. */
export const RECOGNISED_WITHIN_MS = 3_000;
/** A passed challenge counts for so long, until the decision, and until the command leaves. */
export const PASS_VALID_MS = 3_000;
export const PASS_AT_WIRE_MS = 5_000;
/** What has to be in the journal gets there within this time, or counts as not written. */
export const JOURNAL_WITHIN_MS = 2_000;
/** After a failed challenge the camera makes none for this time; it doubles with each further one up to the second. */
export const BACK_OFF_MS = 30_000;
export const BACK_OFF_MAX_MS = 600_000;
/** So long after the last back-off failures are forgotten, if no passed challenge does it. */
export const FAILURES_FORGOTTEN_MS = 3_600_000;
/** Analysed frames a second while somebody is asked. */
export const ATTENTION_FPS = 15;
/** Two faces whose boxes share more than this part of the smaller one may be mistaken for each other. */
export const FACES_APART = 0.2;
