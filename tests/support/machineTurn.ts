import { createServer, type Server } from 'node:net';
import { userInfo } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { vmpart } from './vmpart';

/**
 * Waits until no other suite of this user has the emulated machine, and has it until what is returned is called or this
 * process ends: a suite that brings a machine down, or runs attempts on it, would be taken for a fault of another one.
 */
export async function machineTurn(machine: string): Promise<() => Promise<void>> {
  for (let waited = false; ; waited = true) {
    const server = await taken(`\0vm-partition-lab-tests-${userInfo().uid}-${machine}`);
    if (server !== null) return () => new Promise((resolve) => server.close(() => resolve()));
    if (!waited) console.warn(`Another suite has the emulated machine ${machine}: waiting for it.`);
    await pause(2000);
  }
}

/** Brings it down at the end of a file, but where the files after it want it too (machineForAll.ts). */
export async function leaveMachine(machine: string): Promise<void> {
  if (process.env['VMPART_KEEP_MACHINE'] === '1') return;
  await vmpart(['rehearse', 'down', '--topology', machine]);
}

/** An abstract socket goes with whoever has it; null where that is somebody else. */
function taken(name: string): Promise<Server | null> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(null);
      else reject(error);
    });
    server.listen(name, () => resolve(server.unref()));
  });
}
