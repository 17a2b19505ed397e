/** Counts on a terminal how far a long command is; says nothing elsewhere. */
export interface Progress {
  done(count: number, total: number): void;
  /** Clears the line. */
  end(): void;
}

export function progressOn(err: NodeJS.WritableStream, what: string): Progress {
  const terminal = "isTTY" in err && err.isTTY === true;
  let shown = "";
  return {
    done: (count, total) => {
      const text = `${what}: ${count} of ${total} (${Math.floor((count / Math.max(1, total)) * 100)} %)`;
      if (!terminal || text === shown) return;
      shown = text;
      err.write(`\r${text}\u001b[K`);
    },
    end: () => {
      if (terminal && shown !== "") err.write("\r\u001b[K");
    },
  };
}
