import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FORMATS } from './faultFormat';
import { freshFolder } from './helper';

// What vmpart-root tells of the tracepoint, in a tracefs of files.

const EVENT = 'events/kvm/kvm_page_fault/format';

function told(files: Readonly<Record<string, string>>) {
  const folder = freshFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const script = readFileSync(join(import.meta.dirname, '../../src/payload/vmpart-root'), 'utf8');
  const input = script.replaceAll(/FILE=(?=\/sys\/kernel\/)/g, `FILE=${folder}`);
  const { status, stdout, stderr } = spawnSync('/bin/sh', ['-s', '--', 'show-fault-event'], {
    input,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('the tracepoint of faults in KVM', () => {
  it.each([
    ['withVcpu', '1611 vcpu_id guest_rip fault_address error_code\n'],
    ['without', '987 fault_address error_code\n'],
  ] as const)('is told in one line: %s', (format, line) => {
    const done = { status: 0, stdout: line, stderr: '' };
    expect(told({ [`sys/kernel/tracing/${EVENT}`]: FORMATS[format] })).toEqual(done);
    // Where older systems mount it.
    expect(told({ [`sys/kernel/debug/tracing/${EVENT}`]: FORMATS[format] })).toEqual(done);
  });

  it('is said to be missing where it is not', () => {
    expect(told({})).toEqual({
      status: 3,
      stdout: '',
      stderr: 'vmpart-root: no tracepoint kvm:kvm_page_fault below /sys/kernel/tracing\n',
    });
    expect(told({ [`sys/kernel/tracing/${EVENT}`]: '' }).status).toBe(3);
  });
});
