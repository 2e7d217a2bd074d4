import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
// Captures of real machines, where somebody has put them.
const FOLDER = join(ROOT, '../shared/machines');

describe.runIf(existsSync(FOLDER))('captures of real machines', () => {
  it('are read as hwloc reads them, or it is told why not', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/hwloc-agreement.mjs', FOLDER], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).not.toContain('DIFFERS');
    expect(stdout.split('\n').filter((line) => / (agrees|explained)$/.test(line)).length).toBeGreaterThan(7);
  }, 600_000);
});
