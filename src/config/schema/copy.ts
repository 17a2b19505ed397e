import { z } from "zod";
import { UNREAD_SECRET } from "../values.ts";

const PASSWORD_MIN = 12;
const toError = "expected a place of rclone, REMOTE:PATH, such as offsite:bucket/gatehouse";
const rateError = "expected bytes a second with k or M, such as 500k or 2M";

/** `recordings.copy:` — a second place, far away, for copies of clips. */
export const Copy = z
  .strictObject({
    to: z
      .string(toError)
      .regex(/^[A-Za-z0-9_.][\w.+@ -]*:[^\n]*$/, toError)
      .describe("Where to, as rclone calls it: a remote of its configuration, and a path or a bucket there."),
    config: z
      .string()
      .regex(/^\/./, "expected an absolute path, such as /etc/gatehouse/rclone.conf")
      .describe("rclone's configuration with the keys of the remote, as `rclone config` writes it."),
    what: z
      .enum(["clips", "strangers", "all"])
      .default("clips")
      .describe("All clips, or only those in which a face was seen that is not known; these come first in any case."),
    encrypt: z
      .string()
      .refine(
        (text) => text === UNREAD_SECRET || text.length >= PASSWORD_MIN,
        `expected a password of at least ${PASSWORD_MIN} characters`,
      )
      .optional()
      .describe(
        "Password with which names and content are encrypted before they leave; `!file PATH` or `!env NAME`. Who loses it loses the copies.",
      ),
    bandwidth: z
      .string(rateError)
      .regex(/^\d+(?:\.\d+)?[kM]$/, rateError)
      .optional()
      .describe("At most so many bytes a second: 500k, 2M."),
  })
  .describe("Clips are copied to another place by the program rclone: S3, SFTP, WebDAV and many more.");
