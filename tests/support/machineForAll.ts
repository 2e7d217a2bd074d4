import { vmpart } from './vmpart';

// One emulated machine for all files of a suite: each boot of its own would take most of a minute. What a file leaves
// behind on it is seen by the next one, as on a user's host. Who has it up keeps it.

const MACHINE = 'rehearsal-4x2';
let wasUp = false;

export async function setup(): Promise<void> {
  const { stdout } = await vmpart(['rehearse', 'status', '--json']);
  const machines = JSON.parse(stdout) as readonly { readonly topology: string; readonly running: boolean }[];
  wasUp = machines.some(({ topology, running }) => topology === MACHINE && running);
}

export async function teardown(): Promise<void> {
  if (!wasUp) await vmpart(['rehearse', 'down', '--topology', MACHINE]);
}
