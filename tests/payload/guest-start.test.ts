import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isRoot } from './helper';

// The beginning of a guest's start, on this machine: a kernel's command line of the test's own, in a mount namespace
// that the test throws away. What comes after it needs a guest.

const script = join(import.meta.dirname, '../../src/payload/guest/start.sh');
const THP = '/sys/kernel/mm/transparent_hugepage/enabled';
const POOLS = '/sys/kernel/mm/hugepages';
const pools = existsSync(POOLS) ? readdirSync(POOLS) : [];

/**
 * What the start says when the kernel was told this, and no table of VMs is there to go on with. With `thp`, a plain
 * file stands in for the kernel's, and follows at the end.
 */
function start(commandLine: string, thp: string | null = null): string {
  const folder = mkdtempSync(join(tmpdir(), 'vmpart-guest-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'cmdline'), `quiet ${commandLine} vmpart.name=vm0\n`);
  writeFileSync(join(folder, 'hosts'), '');
  writeFileSync(join(folder, 'thp'), thp ?? '');
  const inside = [
    'mount --bind "$1/cmdline" /proc/cmdline && mount --bind "$1/hosts" /etc/hosts || exit 77',
    ...(thp === null ? [] : [`mount --bind "$1/thp" ${THP} || exit 77`]),
    'sh "$2"; echo "exit $?"; cat /etc/hosts',
    ...(thp === null ? [] : ['echo "set: $(cat "$1/thp")"']),
  ].join('\n');
  const result = spawnSync('unshare', ['--mount', '--uts', 'sh', '-c', inside, 'sh', folder, script], {
    encoding: 'utf8',
  });
  expect(result.status).toBe(0);
  return result.stdout;
}

describe.skipIf(!isRoot || !existsSync(THP) || existsSync('/vmpart/vms'))('the start of a guest', () => {
  const now = existsSync(THP) ? (/\[(\w+)\]/.exec(readFileSync(THP, 'utf8'))?.[1] ?? '') : '';

  it('goes on where nothing is asked of the kernel, and where it did what was asked', () => {
    for (const asked of ['', `transparent_hugepage=${now} vmpart.thp=${now}`])
      expect(start(asked)).toContain('127.0.0.1 localhost');
  });

  it('gives the order itself where the kernel has not followed, and ends where that has no effect', () => {
    const said = start('vmpart.thp=never', 'always [madvise] never\n');
    expect(said).toMatch(/^vmpart: transparent huge pages are not 'never': .*\nexit 1\nset: never\n$/);
    expect(readFileSync(THP, 'utf8')).toContain(`[${now}]`);
  });

  it('ends where the kernel has no pages of that size', () => {
    expect(start('vmpart.hugepages=12345:2')).toMatch(
      /^vmpart: no huge pages of 12345 KiB instead of 2: .*\nexit 1\n$/,
    );
  });

  it.skipIf(pools.length === 0)('ends where there are fewer than asked, and goes on with as many', () => {
    const kibibytes = /(\d+)kB/.exec(pools[0] ?? '')?.[1] ?? '';
    const pages = Number(readFileSync(join(POOLS, pools[0] ?? '', 'nr_hugepages'), 'utf8'));
    expect(start(`vmpart.hugepages=${kibibytes}:${pages + 1}`)).toMatch(
      new RegExp(`^vmpart: ${pages} huge pages of ${kibibytes} KiB instead of ${pages + 1}`),
    );
    expect(start(`vmpart.hugepages=${kibibytes}:${pages}`)).toContain('localhost');
  });
});
