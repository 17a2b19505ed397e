import { z } from "zod";
import { durationBetween } from "../values.ts";

const Volts = z.number("expected volts, such as 11.9").min(2, "expected at least 2 (V)").max(100, "expected at most 100 (V)");

const sourceError = "expected one of `topic:` and `file:`";

/** `power:` — a battery that must not be drained. */
export const Power = z
  .strictObject({
    battery: z
      .strictObject({
        topic: z.string().min(1).optional().describe("MQTT topic on which the voltage is reported."),
        value: z
          .string()
          .min(1)
          .default("payload")
          .describe("Expression (CEL) that takes the volts from `payload`: `payload.battery.volts`."),
        file: z
          .string()
          .min(1)
          .optional()
          .describe("A file that holds it, such as `/sys/class/power_supply/BAT0/voltage_now`; read every 5 s."),
        unit: z
          .number("expected volts, such as 0.000001")
          .positive("expected more than 0")
          .default(1)
          .describe("What 1 means in the file, in volts: 0.000001 where it counts microvolts."),
      })
      .refine(({ topic, file }) => (topic === undefined) !== (file === undefined), sourceError)
      .describe("Where the battery's voltage is told."),
    save_below: Volts.default(11.9).describe(
      "Below this many volts faces and voices are not looked for any more; recording goes on, and nothing guarded opens by a face.",
    ),
    stop_below: Volts.default(11.6).describe("Below this many volts clips are closed and Gatehouse ends."),
    resume_above: Volts.optional().describe("Above this many volts everything works again (default: 0.4 V above `save_below`)."),
    for: durationBetween("1s", "1h")
      .default(30_000)
      .describe("A voltage counts when it lasts so long: an engine that starts draws it down for moments."),
    command: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe("A program that is run when Gatehouse has ended because of that, such as `[systemctl, poweroff]`."),
  })
  .refine(({ save_below: save, stop_below: stop }) => stop < save, {
    error: "expected less than save_below: saving comes before stopping",
    path: ["stop_below"],
  })
  .refine(({ save_below: save, resume_above: resume }) => resume === undefined || resume > save, {
    error: "expected more than save_below",
    path: ["resume_above"],
  })
  .describe("A battery, as of a car, that Gatehouse must not drain.");
