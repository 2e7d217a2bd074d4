import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixed, layoutText, type LayoutBody } from '../documents';
import { expectNone, expectOne, findingsOf, findingsOfRule } from '../ruleTrial';

const sharing = (region: object, over: object = {}): LayoutBody => ({
  regions: { shared: { size: '1GiB', node: 0, ...region } },
  vms: ['0', '1'].map((pus) => ({ name: `v${pus}`, pus, memory: '1GiB', regions: ['shared'], ...over })),
});

describe('SHM01', () => {
  it.each([
    ['devdax', '100MiB', /a multiple of 128MiB\. Use 128MiB/, 'Round up to 128MiB'],
    ['devdax', '0B', /Use 128MiB/, 'Round up to 128MiB'],
    ['ivshmem', '192MiB', /a power of two of at least 1MiB\. Use 256MiB/, 'Round up to 256MiB'],
    ['ivshmem', '4KiB', /Use 1MiB/, 'Round up to 1MiB'],
  ])('finds that %s does not take %s', (device, size, says, title) => {
    expectOne('SHM01', sharing({ device, size }), { says, at: `"${size}"`, fixes: [title], safe: true });
  });

  it('rounds up to whole pages as well', () => {
    expectOne('SHM01', sharing({ size: '130MiB', pageSize: '1GiB' }), {
      says: /Use 1GiB/,
      at: '"130MiB"',
      fixes: ['Round up to 1GiB'],
      safe: true,
    });
  });

  it('finds nothing in sizes that the device takes', () => {
    expectNone('SHM01', sharing({ size: '384MiB' }));
    expectNone('SHM01', sharing({ device: 'ivshmem', size: '1MiB' }));
    expectNone('SHM01', sharing({ device: 'ivshmem', size: '4GiB' }));
  });

  it('is not safe where the node has no room for it', () => {
    const full = layoutText(sharing({ size: '1000MiB' }, { memory: '3596MiB' }));
    expect(findingsOfRule('SHM01', full)[0]?.fixes.map((fix) => fix.safe)).toEqual([false]);
    expect(findingsOfRule('MEM01', full)).toEqual([]);
  });

  it('is safe where VMs take what is left', () => {
    const text = layoutText({
      regions: { shared: { size: '1000MiB', node: 0 } },
      partition: { per: 'node', count: 2 },
      defaults: { regions: ['shared'] },
    });
    expect(findingsOfRule('SHM01', text)[0]?.fixes.map((fix) => fix.safe)).toEqual([true]);
  });

  it('never makes a new error when it calls itself safe', () => {
    const size = fc.constantFrom('1MiB', '100MiB', '999MiB', '3000MiB', '5GiB', '7.9GiB');
    const body = fc.record({
      size,
      device: fc.constantFrom('devdax', 'ivshmem'),
      node: fc.constantFrom(0, 1, undefined),
      memory: fc.constantFrom('1GiB', '2500MiB', '3GiB', '4GiB', undefined),
    });
    fc.assert(
      fc.property(body, ({ memory, ...region }) => {
        const regions = { shared: { ...region } };
        const vms = ['0', '1'].map((pus) => ({ name: `v${pus}`, pus, memory, regions: ['shared'] }));
        // Undefined keys are left out of the text.
        const text = layoutText({ regions, vms } as LayoutBody);
        const errors = (of: string): string[] =>
          findingsOf(of)
            .filter(({ severity }) => severity === 'error')
            .map(({ rule }) => rule);
        for (const fix of findingsOfRule('SHM01', text).flatMap(({ fixes }) => fixes)) {
          const after = errors(fixed(text, fix));
          expect(after).not.toContain('SHM01');
          if (fix.safe) expect(after.filter((rule) => !errors(text).includes(rule))).toEqual([]);
        }
      }),
      { numRuns: 150 },
    );
  });
});
