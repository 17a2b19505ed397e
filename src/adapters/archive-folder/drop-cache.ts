import koffi from "koffi";

// linux/fadvise.h
const POSIX_FADV_DONTNEED = 4;

/**
 * Has the kernel forget what it holds of an open file, so that the next reader is given what the disk or the server has. Only
 * what was forced out before can be forgotten. Where the kernel does not do it, nothing is different.
 */
export function dropCache(fd: number): void {
  const libc = koffi.load("libc.so.6");
  const advise = libc.func("int posix_fadvise(int, long, long, int)") as (
    ...words: [fd: number, offset: number, length: number, advice: number]
  ) => number;
  advise(fd, 0, 0, POSIX_FADV_DONTNEED);
}
