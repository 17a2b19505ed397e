const RATE = 16_000;

/** What a microphone hears: a quiet room, and sounds that begin at moments of the test's choice. */
export class Soundtrack {
  readonly #sounds: { readonly fromT: number; readonly samples: Int16Array; readonly gain: number }[] = [];
  #seed = 7;

  /** @param fromT ms since boot */
  add(samples: Int16Array, fromT: number, gain = 1): void {
    this.#sounds.push({ samples, fromT, gain });
  }

  /** The sound from a moment on. */
  take(fromT: number, count: number): Int16Array {
    const heard = Float64Array.from({ length: count }, () => this.#hiss());
    for (const { samples, fromT: begin, gain } of this.#sounds) {
      const offset = Math.round(((fromT - begin) / 1000) * RATE);
      for (let i = Math.max(0, -offset); i < count && offset + i < samples.length; i += 1)
        heard[i] = (heard[i] ?? 0) + gain * (samples[offset + i] ?? 0);
    }
    return Int16Array.from(heard, (value) => Math.max(-32_768, Math.min(32_767, Math.round(value))));
  }

  #hiss(): number {
    this.#seed = (this.#seed * 1_103_515_245 + 12_345) & 0x7fffffff;
    return (this.#seed / 0x7fffffff - 0.5) * 8;
  }
}
