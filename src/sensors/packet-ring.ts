/** One demuxed packet and what the ring has to know of it. */
export interface RingEntry<Packet> {
  readonly media: "video" | "audio";
  /** A picture that can be decoded on its own; always false for sound. */
  readonly key: boolean;
  /** Capture time, ms since boot. */
  readonly t: number;
  /** The same by the stream's own clock, which has its own pace; ms. A clip's times are of this clock. */
  readonly sourceT: number;
  readonly bytes: number;
  readonly packet: Packet;
}

/** A group of pictures: the key frame and all that needs it, sound in between included. */
interface Group<Packet> {
  readonly startT: number;
  readonly entries: RingEntry<Packet>[];
  bytes: number;
}

export interface PacketRingOptions<Packet> {
  /** A recording can begin this long ago. */
  readonly seconds: number;
  readonly maxBytes: number;
  /** Called once for each packet that the ring no longer holds. */
  readonly release: (packet: Packet) => void;
}

/**
 * The last seconds of a camera's packets, for recordings that begin in the past.
 *
 * Whole groups of pictures are kept, so that the first entry always is a key frame, and with groups longer than
 * `seconds` a recording starts earlier, never later. `maxBytes` is the harder limit: where even one group exceeds it
 * the ring empties, counts that, and begins again at the next key frame.
 */
export class PacketRing<Packet> {
  readonly #options: PacketRingOptions<Packet>;
  readonly #groups: Group<Packet>[] = [];
  #bytes = 0;
  #overflows = 0;
  /** What lies before was dropped for want of room; ms since boot. */
  #lostToBytesT = -Infinity;

  constructor(options: PacketRingOptions<Packet>) {
    this.#options = options;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** How often a single group of pictures was too large to keep. */
  get overflows(): number {
    return this.#overflows;
  }

  /** Whether the pictures of this moment would still be here if there were more room. */
  lostToBytes(t: number): boolean {
    return t < this.#lostToBytesT || (this.#groups.length === 0 && this.#overflows > 0);
  }

  /** Capture time of the oldest key frame held; null while the ring is empty. */
  get oldestT(): number | null {
    return this.#groups[0]?.startT ?? null;
  }

  /** Takes ownership of the packet; what comes before the first key frame is released at once. */
  push(entry: RingEntry<Packet>): void {
    // The rest of a group that was too large has gone the way of its beginning.
    if (entry.key && this.#groups.length === 0 && this.#overflows > 0) this.#lostToBytesT = entry.t;
    if (entry.key) this.#groups.push({ startT: entry.t, entries: [], bytes: 0 });
    const group = this.#groups.at(-1);
    if (group === undefined) {
      this.#options.release(entry.packet);
      return;
    }
    group.entries.push(entry);
    group.bytes += entry.bytes;
    this.#bytes += entry.bytes;
    this.#trim(entry.t);
  }

  /**
   * Everything from the last key frame at or before `t` on, oldest first; from the oldest key frame if none is that old.
   * The packets stay the ring's: whoever needs them longer than this call makes a reference of their own.
   */
  from(t: number): readonly RingEntry<Packet>[] {
    const later = this.#groups.findIndex((group) => group.startT > t);
    const first = later === -1 ? this.#groups.length - 1 : later - 1;
    return this.#groups.slice(Math.max(0, first)).flatMap((group) => group.entries);
  }

  /** Releases everything. */
  clear(): void {
    while (this.#groups.length > 0) this.#dropOldest();
  }

  #trim(nowT: number): void {
    const { seconds, maxBytes } = this.#options;
    const wantedT = nowT - seconds * 1000;
    // The oldest group may go once the one after it begins early enough on its own.
    while ((this.#groups[1]?.startT ?? Infinity) <= wantedT) this.#dropOldest();
    while (this.#bytes > maxBytes && this.#groups.length > 1) this.#dropForBytes();
    if (this.#bytes > maxBytes) {
      this.#overflows += 1;
      this.#dropForBytes();
    }
  }

  #dropForBytes(): void {
    this.#dropOldest();
    this.#lostToBytesT = this.#groups[0]?.startT ?? this.#lostToBytesT;
  }

  #dropOldest(): void {
    const group = this.#groups.shift();
    if (group === undefined) return;
    this.#bytes -= group.bytes;
    for (const entry of group.entries) this.#options.release(entry.packet);
  }
}
