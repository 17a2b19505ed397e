import { createHash } from "node:crypto";

/** Something that moves: from each state every enabled move is tried. */
export interface Machine<World, Move extends string> {
  /** A fresh world in its beginning. */
  begin(): World | Promise<World>;
  /** What can happen next, in a fixed order. */
  moves(world: World): readonly Move[];
  /** Lets it happen. */
  play(world: World, move: Move): void | Promise<void>;
  /** Worlds with the same text behave alike from here on. */
  fingerprint(world: World): string;
  /** Promises that are broken by now; empty if none is. */
  faults(world: World): readonly string[];
  /** Ends the world in order; what is wrong with how it ended. The world is of no use afterwards. */
  finale?(world: World): Promise<readonly string[]>;
  /** A copy that goes its own way. Without it a world is built anew from its moves. */
  copy?(world: World): World;
}

/** How far to go. */
export interface Bounds<Move> {
  /** Moves after each of the beginnings at most. */
  readonly depth: number;
  /** Stories to begin with: everything is tried around the end of each. */
  readonly stories?: readonly (readonly Move[])[];
  /** Stop after so many ms; nothing is guaranteed beyond what was explored by then. */
  readonly withinMs?: number;
}

/** What was explored. */
export interface Exploration<Move> {
  readonly states: number;
  readonly transitions: number;
  /** Everything up to this number of moves was tried. */
  readonly depth: number;
  /** Nothing is left to be tried: every state that can be reached was. */
  readonly exhausted: boolean;
  /** The shortest way to a broken promise. */
  readonly counterexample: { readonly moves: readonly Move[]; readonly faults: readonly string[] } | null;
}

/** Worlds beyond are not kept but built anew from their moves: they need much memory. */
const WORLDS_KEPT = 150_000;

interface Entry<World, Move> {
  readonly parent: Entry<World, Move> | null;
  readonly move: Move | null;
  readonly world: World | null;
}

/** Explores breadth first, so that what is found is found by as few moves as can be. */
export async function explore<World, Move extends string>(
  machine: Machine<World, Move>,
  bounds: Bounds<Move>,
): Promise<Exploration<Move>> {
  const search = new Search(machine, bounds);
  return search.run();
}

class Search<World, Move extends string> {
  readonly #machine: Machine<World, Move>;
  readonly #bounds: Bounds<Move>;
  readonly #known = new Set<string>();
  readonly #endMs: number;
  #transitions = 0;

  constructor(machine: Machine<World, Move>, bounds: Bounds<Move>) {
    this.#machine = machine;
    this.#bounds = bounds;
    this.#endMs = performance.now() + (bounds.withinMs ?? Infinity);
  }

  async run(): Promise<Exploration<Move>> {
    let level: Entry<World, Move>[] = [];
    for (const story of this.#bounds.stories ?? [[]]) {
      const found = await this.#begin(story, level);
      if (found !== null) return { ...this.#result(0, false), counterexample: found };
    }
    for (let depth = 0; depth < this.#bounds.depth; depth += 1) {
      const next: Entry<World, Move>[] = [];
      for (const entry of level) {
        if (performance.now() > this.#endMs) return this.#result(depth, false);
        const found = await this.#expand(entry, next);
        if (found !== null) return { ...this.#result(depth, false), counterexample: found };
      }
      if (next.length === 0) return this.#result(depth + 1, true);
      level = next;
    }
    return this.#result(this.#bounds.depth, false);
  }

  /** Tells a story to its end, which is one of the beginnings. */
  async #begin(
    story: readonly Move[],
    level: Entry<World, Move>[],
  ): Promise<Exploration<Move>["counterexample"]> {
    const world = await this.#machine.begin();
    let entry: Entry<World, Move> = { parent: null, move: null, world: null };
    for (const move of story) {
      await this.#machine.play(world, move);
      entry = { parent: entry, move, world: null };
      const faults = this.#machine.faults(world);
      if (faults.length > 0) return { moves: wayTo(entry), faults };
    }
    const arrived = await this.#arrive(entry, world);
    if (arrived !== null) level.push(arrived);
    return null;
  }

  async #expand(
    entry: Entry<World, Move>,
    next: Entry<World, Move>[],
  ): Promise<Exploration<Move>["counterexample"]> {
    const machine = this.#machine;
    for (const move of machine.moves(await this.#worldOf(entry))) {
      const world = await this.#worldOf(entry);
      await machine.play(world, move);
      this.#transitions += 1;
      const child: Entry<World, Move> = { parent: entry, move, world: null };
      const faults = machine.faults(world);
      if (faults.length > 0) return { moves: wayTo(child), faults };
      const arrived = await this.#arrive(child, world);
      if (arrived === null) continue;
      next.push(arrived);
      const wrong = (await machine.finale?.(world)) ?? [];
      if (wrong.length > 0) return { moves: wayTo(child), faults: wrong };
    }
    return null;
  }

  /** The entry of a world that was never seen before; null if it was. */
  async #arrive(entry: Entry<World, Move>, world: World): Promise<Entry<World, Move> | null> {
    const mark = createHash("sha1").update(this.#machine.fingerprint(world)).digest("base64").slice(0, 16);
    if (this.#known.has(mark)) return null;
    this.#known.add(mark);
    const isKept = this.#known.size < WORLDS_KEPT;
    return isKept ? { ...entry, world: this.#machine.copy?.(world) ?? null } : entry;
  }

  async #worldOf(entry: Entry<World, Move>): Promise<World> {
    const copied = entry.world === null ? undefined : this.#machine.copy?.(entry.world);
    return copied ?? playAll(this.#machine, wayTo(entry));
  }

  #result(depth: number, exhausted: boolean): Exploration<Move> {
    const { size: states } = this.#known;
    return { states, transitions: this.#transitions, depth, exhausted, counterexample: null };
  }
}

/** The world after these moves. */
async function playAll<World, Move extends string>(
  machine: Machine<World, Move>,
  moves: readonly Move[],
): Promise<World> {
  const world = await machine.begin();
  for (const move of moves) await machine.play(world, move);
  return world;
}

function wayTo<World, Move>(entry: Entry<World, Move>): Move[] {
  const moves: Move[] = [];
  for (let at: Entry<World, Move> | null = entry; at !== null; at = at.parent) {
    if (at.move !== null) moves.unshift(at.move);
  }
  return moves;
}

/** A counterexample in plain words: each move is a sentence already. */
export function told<Move extends string>(
  { moves, faults }: NonNullable<Exploration<Move>["counterexample"]>,
  before: readonly string[] = [],
): string {
  const steps = [...before, ...moves].map((move, index) => `  ${index + 1}. ${move}`);
  return ["A promise is broken:", ...faults.map((fault) => `  - ${fault}`), "after", ...steps].join("\n");
}
