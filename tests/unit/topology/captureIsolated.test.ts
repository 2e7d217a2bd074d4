import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCapture } from '../../../src/core/topology/capture';
import { temporaryFolder } from '../../support/temporaryFolder';

/** What a probe of a tree says of isolated PUs; `null` for a kernel without the file. */
function isolatedIn(text: string | null): string | undefined {
  const root = temporaryFolder();
  const cpu = join(root, 'sys/devices/system/cpu');
  mkdirSync(join(cpu, 'cpu0'), { recursive: true });
  if (text !== null) writeFileSync(join(cpu, 'isolated'), `${text}\n`);
  const capture = readCapture(execFileSync('sh', ['src/payload/probe.sh', root], { encoding: 'utf8' }));
  return capture?.facts.settings['isolated'];
}

describe('isolated PUs of a host', () => {
  it('are a list, an empty one where there are none, and unknown where the kernel does not say', () => {
    expect(isolatedIn('2-7')).toBe('2-7');
    expect(isolatedIn('')).toBe('');
    expect(isolatedIn(null)).toBeUndefined();
  });
});
