import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';

const SOURCE = join(import.meta.dirname, 'guest');
const KEPT = join(import.meta.dirname, '../../../out/stand-in');

/** The program that stands in for QEMU and for ssh into a guest, compiled once for a state of its source. */
export function guestProgram(): string {
  const program = join(KEPT, sourceHash(), 'guest');
  if (existsSync(program)) return program;
  mkdirSync(dirname(program), { recursive: true });
  const made = `${program}.${process.pid}`;
  const files = readdirSync(SOURCE).filter((name) => name.endsWith('.c'));
  const flags = ['-std=c11', '-D_GNU_SOURCE', '-O1', '-Wall', '-Wextra', '-Werror', '-pthread'];
  const words = [...flags, '-o', made, ...files.map((name) => join(SOURCE, name))];
  const result = spawnSync('gcc', words, { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`The stand-in cannot be compiled: ${result.stderr}`);
  // Another worker may have been first: both made the same.
  renameSync(made, program);
  return program;
}

function sourceHash(): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(SOURCE).sort()) hash.update(name).update(readFileSync(join(SOURCE, name)));
  return hash.digest('hex').slice(0, 16);
}
