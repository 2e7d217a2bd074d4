import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

/** The command line as users have it: dist/cli.js. */
export const CLI = join(import.meta.dirname, '../../dist/cli.js');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts `vmpart` with the words given; the environment is added to this process's. */
export function startVmpart(words: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  return startCommand(process.execPath, [CLI, ...words], env);
}

export function vmpart(words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return startVmpart(words, env).ended;
}

export function startCommand(
  command: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Running {
  const child = spawn(command, words, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
  return { child, ended };
}

/** Asks again and again until the answer is not null; throws with `what` after the limit. */
export async function until<T>(
  what: string,
  limitSeconds: number,
  ask: () => Promise<T | null> | T | null,
): Promise<T> {
  const end = Date.now() + limitSeconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (Date.now() > end) throw new Error(`After ${limitSeconds} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
