/** Lists of PUs for threads of a VM that are no vCPUs, and what those threads are called. */
export const threads = [
  { key: 'emulatorPus', words: "QEMU's own threads" },
  { key: 'ioThreadPus', words: 'I/O threads' },
] as const;

export type Threads = (typeof threads)[number];
