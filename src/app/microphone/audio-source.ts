import { FileSource } from "../../adapters/capture/file-source.ts";
import { recorderCommand } from "../../adapters/capture/recorder-command.ts";
import { RecorderSource } from "../../adapters/capture/recorder-source.ts";
import { plainWav } from "../../adapters/sound-files/plain-wav.ts";
import type { AudioReader, AudioSource } from "../../sensors/ports.ts";
import type { ProcessParts } from "../process-parts.ts";
import { isFileSource } from "../source-kind.ts";

/** How a microphone's source is to be opened. */
export interface SourceWish {
  readonly source: string;
  readonly loop: boolean;
  readonly paced: boolean;
}

/** A file or a live device; null for a camera's sound, which comes in messages. Throws `VOICE_SOURCE` (usage). */
export function openAudioSource(wish: SourceWish, parts: ProcessParts): AudioSource | null {
  const { source, loop, paced } = wish;
  if (source.startsWith("camera:")) return null;
  if (!isFileSource(source)) return new RecorderSource({ ...parts, command: recorderCommand(source) });
  const path = source.replace(/^file:\/\//iu, "");
  return new FileSource({ ...parts, path, loop, paced, reader: fileReader(parts) });
}

/** Loads the media library, 24 MB, only when a file is read that needs it. */
function fileReader(parts: ProcessParts): AudioReader {
  return {
    samples: async function* (path, signal) {
      const plain = await plainWav(path, signal);
      if (plain !== null) {
        yield* plain;
        return;
      }
      const { LibavAudioReader } = await import("../../adapters/libav/audio-reader.ts");
      yield* new LibavAudioReader(parts).samples(path, signal);
    },
  };
}
