import koffi from "koffi";

// linux/fcntl.h and asm-generic/errno-base.h
const LOCK_EX = 2;
const LOCK_NB = 4;
const EAGAIN = 11;
const EINTR = 4;

/**
 * Takes the exclusive lock of an open file (flock(2)) without waiting: false if somebody else has it. The kernel gives it
 * up when the descriptor is closed, however the process ends, so there are no stale locks.
 */
export function tryLock(fd: number): boolean {
  const libc = koffi.load("libc.so.6");
  const flock = libc.func("int flock(int, int)") as (fd: number, operation: number) => number;
  for (;;) {
    if (flock(fd, LOCK_EX | LOCK_NB) === 0) return true;
    const errno = koffi.errno();
    if (errno === EAGAIN) return false;
    if (errno !== EINTR) throw new Error(`flock failed with errno ${errno}`);
  }
}
