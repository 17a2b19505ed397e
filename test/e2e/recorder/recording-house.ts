import { createHash } from "node:crypto";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { journalPath, openJournalReader } from "../../../src/adapters/sqlite/journal.ts";
import type { EventOf, GatehouseEvent } from "../../../src/events/catalogue.ts";
import { complaints, packetsOf } from "../../fakes/test-video.ts";
import { childOf, Daemon, House, until } from "../daemon.ts";
import { gatehouse } from "../door.ts";

/** Who is killed: the process that writes, the one that leads it, or both at once. */
export type Victim = "camera" | "daemon" | "both";

interface Kill {
  readonly clip: string;
  readonly victim: Victim;
  /** When its file was first seen, and when the kill came, ms since the epoch. */
  readonly seenAt: number;
  readonly killedAt: number;
}

/** What one kill has cost. */
export interface Loss {
  readonly kill: Kill;
  /** How much of what had happened is not in the clip, ms. */
  readonly ms: number;
}

type ClipEvent = EventOf<"recording.started" | "recording.finished" | "recording.failed">;

/** A house whose only camera records whenever it can. */
export class RecordingHouse {
  readonly #house: House;
  readonly #kills: Kill[] = [];
  readonly #seen = new Set<string>();
  #daemon: Daemon | null = null;

  private constructor(house: House) {
    this.#house = house;
  }

  /** @param film a video that is played for ever */
  static async build(film: string): Promise<RecordingHouse> {
    const configuration = `
node: recording
state_dir: state
recordings: { before: 2s, after: 2s }
vision: { people: false }
cameras:
  porch: { source: ${JSON.stringify(film)}, loop: true, detect: { fps: 2 } }
`;
    const rules = `
rules:
  - id: always
    triggers: [{ trigger: sensor, camera: porch, lost: false }]
    actions: [{ action: record, camera: porch, for: 5m }]
`;
    const house = await House.build({ "gatehouse.yaml": configuration, "rules/rules.yaml": rules });
    await mkdir(join(house.directory, "state", "clips"), { recursive: true });
    return new RecordingHouse(house);
  }

  /** Lets a clip be recorded for so long from when its file is there, and kills. */
  async killAfter(ms: number, victim: Victim): Promise<void> {
    this.#daemon ??= new Daemon(this.#house);
    const daemon = this.#daemon;
    const clip = await this.#nextClip();
    const seenAt = Date.now();
    await new Promise((resolve) => setTimeout(resolve, ms));
    const camera = await childOf(daemon, "camera:porch");
    if (camera === undefined) throw new Error(`the camera's process is gone: ${daemon.log}`);
    if (victim !== "daemon") process.kill(camera, "SIGKILL");
    const killedAt = Date.now();
    if (victim !== "camera") {
      await daemon.stop("SIGKILL");
      this.#daemon = null;
    }
    this.#kills.push({ clip, victim, seenAt, killedAt });
  }

  /** Starts it once more, and ends it as one does. */
  async endWell(): Promise<void> {
    this.#daemon ??= new Daemon(this.#house);
    await this.#nextClip();
    await this.#daemon.stop();
    this.#daemon = null;
  }

  /** Everything that is wrong with what is on the disk, or with what the journal says of it; and what each kill has cost. */
  async audit(): Promise<{ readonly faults: string[]; readonly losses: Loss[]; readonly clips: number }> {
    const [files, events] = await Promise.all([readdir(this.#clips), this.#events()]);
    const finished = events.filter((event) => event.name === "recording.finished");
    const faults: string[] = [];
    for (const file of files) faults.push(...(await this.#faultsOf(file, finished)));
    for (const { clip } of events.filter(({ name }) => name === "recording.started")) {
      const ends = events.filter((event) => event.name !== "recording.started" && event.clip === clip);
      if (ends.length !== 1) faults.push(`${clip} has begun and has ${ends.length} ends in the journal`);
    }
    for (const { clip } of finished)
      if (!files.includes(`${clip}.mp4`)) faults.push(`${clip} is in the journal and not on the disk`);
    const verified = await gatehouse(this.#house, ["clips", "verify"]).catch((error: unknown) =>
      String(error),
    );
    if (!/^\d+ intact\nmanifest: \d+ lines/.test(verified)) faults.push(`clips verify: ${verified}`);
    const losses = this.#kills.map((kill) => ({ kill, ms: lost(kill, finished) }));
    return { faults, losses, clips: files.length };
  }

  async remove(): Promise<void> {
    await this.#daemon?.stop("SIGKILL");
    await this.#house.remove();
  }

  get #clips(): string {
    return join(this.#house.directory, "state", "clips");
  }

  /** A clip that was not there before, as soon as its file is. */
  async #nextClip(): Promise<string> {
    const name = await until(
      async () =>
        (await readdir(this.#clips)).find((file) => file.endsWith(".part") && !this.#seen.has(file)),
      { what: () => `a clip is begun: ${this.#daemon?.log ?? ""}`, withinMs: 90_000 },
    );
    this.#seen.add(name);
    return name.replace(".mp4.part", "");
  }

  async #events(): Promise<readonly ClipEvent[]> {
    const journal = await openJournalReader(journalPath(this.#house.path("state")));
    try {
      return (
        await journal.reader.events({
          names: ["recording.started", "recording.finished", "recording.failed"],
        })
      ).filter(isOfClip);
    } finally {
      journal.close();
    }
  }

  async #faultsOf(file: string, finished: readonly EventOf<"recording.finished">[]): Promise<string[]> {
    if (!file.endsWith(".mp4")) return [`${file} is no finished clip`];
    const path = join(this.#clips, file);
    const told = finished.filter(({ clip }) => `${clip}.mp4` === file);
    const [event] = told;
    if (event === undefined || told.length !== 1) return [`${file} is ${told.length} times in the journal`];
    const [content, complaint, pictures] = [
      await readFile(path),
      await complaints(path),
      await packetsOf(path),
    ];
    const sum = createHash("sha256").update(content).digest("hex");
    const endS = (pictures.at(-1)?.seconds ?? 0) + 0.04;
    return [
      ...(complaint === "" ? [] : [`${file}: ${complaint}`]),
      ...(pictures[0]?.key === true ? [] : [`${file} does not begin with a key frame`]),
      ...(event.bytes === content.length ? [] : [`${file} has ${content.length} bytes, not ${event.bytes}`]),
      ...(event.sha256 === sum ? [] : [`${file} has another sum than the journal says`]),
      ...(Math.abs(event.seconds - endS) < 0.05 ? [] : [`${file} lasts ${endS} s, not ${event.seconds}`]),
    ];
  }
}

/** What was recorded for less than a second may be lost whole: of its past nothing was on the disk yet. */
function lost(kill: Kill, finished: readonly EventOf<"recording.finished">[]): number {
  const event = finished.find(({ clip }) => clip === kill.clip);
  return kill.killedAt - (event === undefined ? kill.seenAt : event.startAt + event.seconds * 1000);
}

function isOfClip(event: GatehouseEvent): event is ClipEvent {
  return ["recording.started", "recording.finished", "recording.failed"].includes(event.name);
}
