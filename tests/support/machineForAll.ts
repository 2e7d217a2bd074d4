import { vmpart } from './vmpart';

// One emulated machine for all files of a suite: each boot of its own would take most of a minute. What a file leaves
// behind on it is seen by the next one, as on a user's host.

export async function teardown(): Promise<void> {
  await vmpart(['rehearse', 'down', '--topology', 'rehearsal-4x2']);
}
