import { open, readFile, realpath } from 'node:fs/promises';
import { nodeClock } from '../node/clock';
import { exportedFunction } from './elf';

/**
 * QEMU's emulation of x86 (7.2 to 11.1 at least) has every virtual CPU that restores an x87 state clear a bit in the
 * `hflags2` of CPU 0, from its own thread and without a lock (target/i386/tcg, cpu_clear_ignne). When CPU 0 enters or
 * leaves a guest at that moment, the clearing writes back its old "nested paging" or "interrupts allowed" bit: the
 * guest goes on at an address of its host and dies, or CPU 0 never takes an interrupt again. With four guests at once
 * that was the end of a guest in 9 of 15 starts. The bit itself serves the FERR# line of a PC of 1984,
 * which no kernel of today uses, so the function is made to return at once, in the memory of the process alone.
 */
const FUNCTION = 'cpu_clear_ignne';
const RETURN = 0xc3;
const CHECKED_BYTES = 16;

/**
 * `binary` is the file of QEMU, which a loader may have started. False when this QEMU is built otherwise, or this
 * system does not let a process look into its child.
 */
export async function mendQemu(pid: number, binary: string): Promise<boolean> {
  try {
    const found = exportedFunction(await readFile(binary), FUNCTION, CHECKED_BYTES);
    const base = await whenLoaded(pid, await realpath(binary));
    if (found === null || base === null) return false;
    const memory = await open(`/proc/${pid}/mem`, 'r+');
    try {
      const at = base + found.address;
      const { buffer, bytesRead } = await memory.read(Buffer.alloc(CHECKED_BYTES), 0, CHECKED_BYTES, at);
      if (bytesRead !== CHECKED_BYTES || !buffer.equals(found.code)) return false;
      await memory.write(Buffer.of(RETURN), 0, 1, at);
      return true;
    } finally {
      await memory.close();
    }
  } catch {
    return false;
  }
}

/** A loader takes a moment before QEMU itself is in memory. */
async function whenLoaded(pid: number, binary: string): Promise<number | null> {
  for (let tries = 100; tries > 0; tries--) {
    const base = loadedAt(await readFile(`/proc/${pid}/maps`, 'utf8'), binary);
    if (base !== null) return base;
    await nodeClock.sleep(20);
  }
  return null;
}

/** Where the first byte of a file lies in a process, by /proc/PID/maps. */
export function loadedAt(maps: string, path: string): number | null {
  for (const line of maps.split('\n')) {
    const [range, , offset, , , ...name] = line.split(/ +/);
    if (name.join(' ') === path && Number.parseInt(offset ?? '', 16) === 0) {
      return Number.parseInt(range?.split('-')[0] ?? '', 16);
    }
  }
  return null;
}
