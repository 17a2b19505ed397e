import { expect, it } from "vitest";
import { SphinxRecogniser } from "../../../src/adapters/pocketsphinx/recogniser.ts";
import { prepareSettings } from "../../../src/app/microphone/hearing-settings.ts";
import { spokenSetup } from "../../../src/app/microphone/spoken-setup.ts";
import { canRecognise } from "../../fakes/voice-tools.ts";

it.skipIf(!canRecognise())(
  "new sentences are learnt at once (needs PocketSphinx and the fetched models)",
  async () => {
    const none = { config: () => Promise.reject(new Error("no configuration is needed")) };
    const setup = await spokenSetup({ sentences: "bench/voice/coffee.yaml" }, none);
    const recogniser = new SphinxRecogniser();
    const learn = async (): Promise<number> => {
      const before = process.cpuUsage();
      const { settings } = await prepareSettings(setup);
      await recogniser.prepare({ jsgf: settings.grammar.jsgf, dictionary: settings.dictionary });
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1_000;
    };
    await learn();
    const cpuMs = await learn();
    await recogniser.close();
    console.log(`new sentences: ${cpuMs.toFixed(0)} ms of processor time`);
    // About 40 ms; the bound leaves room for slower machines.
    expect(cpuMs).toBeLessThan(500);
  },
);
