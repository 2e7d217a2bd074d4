import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Removes a folder when told to, or when this process has ended, however it ended. */
export interface Janitor {
  remove(): Promise<void>;
}

/** A process of its own that waits for the end of its standard input: nobody else holds the other end. */
export function janitorOf(folder: string): Janitor {
  const script = 'cat >/dev/null; rm -rf -- "$FOLDER"';
  const child = spawn('setsid', ['sh', '-c', script], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH: process.env['PATH'], FOLDER: folder },
  });
  return {
    remove: async () => {
      const ended = once(child, 'exit');
      child.stdin.end();
      await ended;
    },
  };
}
