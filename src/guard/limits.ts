/** The guard's fixed measures, ms. They are not configurable: loosening one would loosen every policy. */

/** The last good look at the face may be this old when an unlock is decided and when it is sent. */
export const LAST_LOOK_MAX_MS = 500;
/** From the decision to the moment the unlock is handed to the wire. */
export const HAND_OVER_MAX_MS = 2_000;
/** A stream further behind than this gives no evidence. */
export const LAG_MAX_MS = 1_000;
/** The broker has to have been connected for this long. */
export const BROKER_SETTLE_MS = 2_000;
/** Out of view for this long, watched by a healthy camera, and a person may open a door again. */
export const REARM_MS = 60_000;
/** A camera that has shown nothing for this long was not watching: the time out of view starts anew. */
export const WATCH_GAP_MS = 2_000;
/** A track that is missing for longer than this has ended, and what was recognised of it is forgotten. */
export const TRACK_GAP_MS = 1_000;
/** Somebody who was in the zone this short a time ago still counts as being there. */
export const COMPANY_MEMORY_MS = 500;
/** The window of the rate limit. */
export const RATE_WINDOW_MS = 60_000;
/** The window in which what messages of the hub have authorised is counted. */
export const HUB_WINDOW_MS = 3_600_000;
/** A code that ends a lockdown may have been entered so long ago. */
export const LOCKDOWN_CODE_MS = 30_000;
/** Events are kept this long as possible evidence; no policy may ask for older ones. */
export const EVIDENCE_KEPT_MS = 60_000;
