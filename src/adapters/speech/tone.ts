import { encodeWav } from "../../perception/voice/wav.ts";
import { SAMPLE_RATE_HZ } from "../../sensors/audio-chunk.ts";

/** Two notes, the second higher: a question's melody. Pure sines are nothing like speech to the voice activity model. */
const NOTES_HZ = [880, 1320];
const NOTE_MS = 70;
const FADE_MS = 12;
const LOUDNESS = 0.25;

/** The tone that says: I listen. 140 ms, 16 kHz mono. */
export function toneSamples(): Int16Array {
  const perNote = (NOTE_MS * SAMPLE_RATE_HZ) / 1000;
  const fade = (FADE_MS * SAMPLE_RATE_HZ) / 1000;
  return Int16Array.from({ length: perNote * NOTES_HZ.length }, (_, i) => {
    const at = i % perNote;
    const hz = NOTES_HZ[Math.floor(i / perNote)] ?? 0;
    const envelope = Math.min(1, at / fade, (perNote - 1 - at) / fade);
    return Math.round(Math.sin((2 * Math.PI * hz * at) / SAMPLE_RATE_HZ) * envelope * LOUDNESS * 32_767);
  });
}

/** The same as a WAV file. */
export function toneWav(): Uint8Array {
  return encodeWav(toneSamples());
}
