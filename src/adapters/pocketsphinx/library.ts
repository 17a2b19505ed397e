import koffi, { type LibraryHandle } from "koffi";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";

/** A pointer into the library; never looked into. */
export type Handle = object;

/** The calls of libpocketsphinx 5prealpha (Debian 12: `libpocketsphinx.so.3`) that Gatehouse makes. */
export interface SphinxLibrary {
  /** Builds a configuration from command line words (the first is ignored); null if one is unknown. */
  parseArguments(words: readonly string[]): Handle | null;
  freeArguments(config: Handle): void;
  init(config: Handle): Handle | null;
  free(decoder: Handle): void;
  setJsgf(decoder: Handle, name: string, grammar: string): boolean;
  useSearch(decoder: Handle, name: string): boolean;
  startStream(decoder: Handle): void;
  startUtterance(decoder: Handle): void;
  /** The whole utterance at once, so that the mean of all of it is subtracted. */
  process(decoder: Handle, samples: Int16Array): void;
  endUtterance(decoder: Handle): void;
  segments(decoder: Handle): readonly Segment[];
}

/** One word, phone or silence of the best path, with its frames (10 ms, both ends included) and acoustic log score. */
export interface Segment {
  readonly word: string;
  readonly firstFrame: number;
  readonly lastFrame: number;
  readonly score: number;
}

const PACKAGES = "apt-get install libpocketsphinx3 pocketsphinx-en-us";

/** A `missing` error that names the Debian packages. */
export function missingSphinx(what: string, cause?: unknown): GatehouseError {
  return new GatehouseError(
    "VOICE_POCKETSPHINX_MISSING",
    `${what}; commands cannot be recognised without it. On Debian: ${PACKAGES}`,
    { kind: "missing", cause },
  );
}

let loaded: SphinxLibrary | null = null;

/** Loads the shared libraries once a thread; throws `VOICE_POCKETSPHINX_MISSING` if they are not installed. */
export function loadSphinx(): SphinxLibrary {
  loaded ??= bind();
  return loaded;
}

type Call = (...args: unknown[]) => unknown;

function bind(): SphinxLibrary {
  let base: LibraryHandle;
  let sphinx: LibraryHandle;
  try {
    base = koffi.load("libsphinxbase.so.3");
    sphinx = koffi.load("libpocketsphinx.so.3");
  } catch (error) {
    throw missingSphinx(`PocketSphinx is not installed (${messageOf(error)})`, error);
  }
  for (const name of ["ps_decoder_t", "cmd_ln_t", "ps_seg_t", "arg_t"]) koffi.opaque(name);
  const call = (prototype: string): Call => sphinx.func(prototype) as Call;
  const defaults = call("arg_t *ps_args()");
  const parse = base.func(
    "cmd_ln_t *cmd_ln_parse_r(cmd_ln_t *inout, arg_t *defn, int32 argc, char **argv, int32 strict)",
  ) as Call;
  const freeArguments = base.func("int cmd_ln_free_r(cmd_ln_t *config)") as Call;
  const init = call("ps_decoder_t *ps_init(cmd_ln_t *config)");
  const free = call("int ps_free(ps_decoder_t *decoder)");
  const setJsgf = call("int ps_set_jsgf_string(ps_decoder_t *decoder, str name, str grammar)");
  const setSearch = call("int ps_set_search(ps_decoder_t *decoder, str name)");
  const startStream = call("int ps_start_stream(ps_decoder_t *decoder)");
  const start = call("int ps_start_utt(ps_decoder_t *decoder)");
  const end = call("int ps_end_utt(ps_decoder_t *decoder)");
  const raw = call(
    "int ps_process_raw(ps_decoder_t *decoder, int16 *data, size_t n, int no_search, int full_utt)",
  );
  return {
    parseArguments: (words) =>
      parse(null, defaults(), words.length + 1, ["gatehouse", ...words], 1) as Handle | null,
    freeArguments: (config) => void freeArguments(config),
    init: (config) => init(config) as Handle | null,
    free: (decoder) => void free(decoder),
    setJsgf: (decoder, name, grammar) => (setJsgf(decoder, name, grammar) as number) >= 0,
    useSearch: (decoder, name) => (setSearch(decoder, name) as number) >= 0,
    startStream: (decoder) => void startStream(decoder),
    startUtterance: (decoder) => void start(decoder),
    process: (decoder, samples) => void raw(decoder, samples, samples.length, 0, 1),
    endUtterance: (decoder) => void end(decoder),
    segments: bindSegments(call),
  };
}

function bindSegments(call: (prototype: string) => Call): SphinxLibrary["segments"] {
  const iterate = call("ps_seg_t *ps_seg_iter(ps_decoder_t *decoder)");
  const next = call("ps_seg_t *ps_seg_next(ps_seg_t *segment)");
  const word = call("str ps_seg_word(ps_seg_t *segment)");
  const frames = call("void ps_seg_frames(ps_seg_t *segment, _Out_ int *first, _Out_ int *last)");
  const scores = call(
    "int32 ps_seg_prob(ps_seg_t *segment, _Out_ int32 *acoustic, _Out_ int32 *language, _Out_ int32 *back)",
  );
  return (decoder) => {
    const found: Segment[] = [];
    for (let at = iterate(decoder); at !== null; at = next(at)) {
      const first = [0];
      const last = [0];
      const acoustic = [0];
      frames(at, first, last);
      scores(at, acoustic, [0], [0]);
      found.push({
        word: word(at) as string,
        firstFrame: first[0] ?? 0,
        lastFrame: last[0] ?? 0,
        score: acoustic[0] ?? 0,
      });
    }
    return found;
  };
}
