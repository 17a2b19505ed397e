import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import type { CaptureOptions } from "../people/capture.ts";
import type { NameOptions } from "../people/strangers.ts";
import { runPeopleList, runPeopleRekey, runPeopleRemove } from "../people/manage.ts";
import {
  runPeopleAdd,
  runPeopleCalibrate,
  runPeopleIdentify,
  runPeopleNot,
  type AddOptions,
} from "../people/with-faces.ts";

interface Json {
  readonly json?: boolean;
}

/** Adds `gatehouse people add | capture | list | remove | identify | not | calibrate | rekey`. */
export function registerPeople(program: Command, context: CommandContext): void {
  const people = program.command("people").description("the people that cameras recognise");
  registerEnrolment(people, context);
  registerStrangers(people, context);
  people
    .command("identify <file>")
    .description("say who is in a photo or clip")
    .option("--json", "print one JSON object a face")
    .action((path: string, options: Json) => runPeopleIdentify({ ...options, path }, context));
  people
    .command("calibrate <directory>")
    .description("measure the household, and propose the threshold of recognition")
    .addHelpText(
      "after",
      "\nThe directory holds a folder a person with photos or clips from the door's own camera, at least two each,\n" +
        "and, if you have some, a folder _others with recordings of anybody else. Nothing is enrolled or changed.",
    )
    .option("--json", "print one JSON object")
    .action((directory: string, options: Json) => runPeopleCalibrate({ ...options, directory }, context));
  people
    .command("rekey")
    .description("seal what is stored of everybody with a new key, or with the one of the configuration")
    .option("--from <file>", "the key of before, if the configuration's key was changed")
    .option("--json", "print one JSON object")
    .action((options: Json & { from?: string }) => runPeopleRekey(options, context));
}

function registerStrangers(people: Command, context: CommandContext): void {
  people
    .command("unknown")
    .description("show who was seen and is not enrolled; the same stranger is one, however often seen")
    .option("--json", "print one JSON object a stranger")
    .action(async (options: Json) => {
      const { runPeopleUnknown } = await import("../people/strangers.ts");
      await runPeopleUnknown(options, context);
    });
  people
    .command("name <stranger> <name>")
    .description("enrol a stranger under a name, from what the cameras saw: look at the pictures first")
    .option("--group <group>", "the group they belong to (people.groups in the configuration)")
    .option("--consent <text>", "what the person agreed to; kept with today's date")
    .option("--lookalike <name...>", "somebody enrolled who looks like this person and is somebody else")
    .option("--json", "print one JSON object")
    .action(async (stranger: string, name: string, options: Omit<NameOptions, "stranger" | "name">) => {
      const { runPeopleName } = await import("../people/strangers.ts");
      await runPeopleName({ ...options, stranger, name }, context);
    });
  people
    .command("forget [stranger]")
    .description("forget a stranger's face")
    .option("--all", "forget all strangers")
    .option("--json", "print one JSON object")
    .action(async (stranger: string | undefined, options: Json & { all?: boolean }) => {
      const { runPeopleForget } = await import("../people/strangers.ts");
      await runPeopleForget({ ...options, ...(stranger === undefined ? {} : { stranger }) }, context);
    });
}

function registerEnrolment(people: Command, context: CommandContext): void {
  people
    .command("add <name> <files...>")
    .description("enrol somebody from photos or clips that show them alone")
    .option("--group <group>", "the group they belong to (people.groups in the configuration)")
    .option("--consent <text>", "what the person agreed to; kept with today's date")
    .option("--lookalike <name...>", "somebody enrolled who looks like this person and is somebody else")
    .option("--json", "print one JSON object")
    .action((name: string, paths: string[], options: Omit<AddOptions, "name" | "paths">) =>
      runPeopleAdd({ ...options, name, paths }, context),
    );
  people
    .command("capture <name>")
    .description("enrol somebody who stands before a camera: straight, a little to the left, to the right")
    .requiredOption("--camera <camera>", "a camera of the configuration, best the door's own")
    .option("--group <group>", "the group they belong to (people.groups in the configuration)")
    .option("--consent <text>", "what the person agreed to; kept with today's date")
    .option("--lookalike <name...>", "somebody enrolled who looks like this person and is somebody else")
    .option("--speak", "say aloud what to do, as voice.reply says: at a door there is no screen")
    .option("--json", "print one JSON object a line")
    .action(async (name: string, options: Omit<CaptureOptions, "name">) => {
      const { runPeopleCapture } = await import("../people/capture.ts");
      await runPeopleCapture({ ...options, name }, context);
    });
  people
    .command("list")
    .description("show who is enrolled, from what, and what they agreed to")
    .option("--json", "print one JSON object a person")
    .action((options: Json) => runPeopleList(options, context));
  people
    .command("remove <name>")
    .description("forget somebody: templates, pictures, and the name in the history")
    .option("--json", "print one JSON object")
    .action((name: string, options: Json) => runPeopleRemove({ ...options, name }, context));
  people
    .command("not <name> [files...]")
    .description("keep photos or clips that were taken for somebody and are not")
    .option("--clear", "forget those that were kept")
    .option("--json", "print one JSON object")
    .action((name: string, paths: string[], options: Json & { clear?: boolean }) =>
      runPeopleNot({ ...options, name, paths }, context),
    );
}
