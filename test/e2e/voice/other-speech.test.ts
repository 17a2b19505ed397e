import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { developmentData } from "../../fakes/development-data.ts";
import { canRecognise, FileEars } from "../../fakes/voice-tools.ts";
import { HOUSE } from "./house-commands.ts";

const data = developmentData();

it.skipIf(!canRecognise() || data === null).each([
  ["with a wake phrase", HOUSE],
  ["without one", { ...HOUSE, wakePhrase: null }],
])(
  "takes nothing that people read aloud for a command, %s (needs the development data)",
  { timeout: 400_000 },
  async (_, setup) => {
    const folder = join(data ?? "", "voice", "speech_libri");
    const files = readdirSync(folder).filter((name) => name.endsWith(".flac"));
    let utterances = 0;
    const reported: string[] = [];
    const ears = await FileEars.open(setup);
    for (const file of files) {
      const heard = await ears.hear(join(folder, file));
      utterances += heard.length;
      for (const { verdict, reports } of heard)
        if (reports.length > 0) reported.push(`${file}: ${JSON.stringify(verdict)}`);
    }
    await ears.close();
    console.log(
      `other speech: ${reported.length} of ${utterances} utterances in ${files.length} files reported`,
    );
    expect(utterances).toBeGreaterThanOrEqual(20);
    expect(reported).toEqual([]);
  },
);
