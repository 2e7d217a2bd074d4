import { describe, expect, it } from 'vitest';
import { eventsOf, values } from './libraryBundle';
import { linesOf, treatedOnce } from './treatedSession';

// When a technique is complete, and when not: each with a kernel, a guest and a QEMU that are stood in for.

describe('the technique reclaim with a control group', () => {
  const files = {
    'group/memory.current': '123456789\n',
    'group/memory.reclaim': '',
    ...{ 'left.vm1': '1000000000\n', 'left.vm2': '1000000000\n' },
  };
  const group = 'group_path() { printf "%s/group" "$ATTEMPT_DIR"; }';
  const swap = (free: number): string => `swap_read() { SWAP_BYTES=1000 SWAP_FREE_BYTES=${free}; }`;
  // What is left becomes a tenth with every reading.
  const falling =
    'mapped() { read -r MAPPED_BYTES <left.$1; MAPPED="0=$MAPPED_BYTES"; echo $((MAPPED_BYTES / 10)) >left.$1; }';

  it('asks for all that the group has until a hundredth is left', async () => {
    const { attempt, event } = await treatedOnce('reclaim', [group, swap(500), falling], files);
    expect(event).toMatchObject({ complete: true, way: 'memory.reclaim', before: { 0: 1e9 } });
    expect(linesOf(attempt, 'group/memory.reclaim')).toEqual(['123456789']);
    expect(eventsOf(attempt, 'mark')).toEqual([]);
  });

  it('is not complete when nothing more goes', async () => {
    const standing = 'mapped() { MAPPED="0=100000000" MAPPED_BYTES=100000000; }';
    const full = await treatedOnce('reclaim', [group, swap(0), standing], files);
    expect(full.event).toMatchObject({
      complete: false,
      why: expect.stringMatching(/swap is full$/) as string,
    });
    const late = await treatedOnce('reclaim', [group, swap(500), standing], files);
    expect(late.event).toMatchObject({
      complete: false,
      why: expect.stringMatching(/mapped after 2 s$/) as string,
    });
  });

  it('needs swap', async () => {
    const none = 'swap_read() { SWAP_BYTES=0 SWAP_FREE_BYTES=0; }';
    const { attempt, event } = await treatedOnce('reclaim', [group, none], files);
    expect(event).toMatchObject({ complete: false, why: expect.stringContaining('no swap') as string });
    expect(values(eventsOf(attempt, 'missing'), 'part')).toEqual(['reclaim']);
    expect(linesOf(attempt, 'group/memory.reclaim')).toEqual(['']);
  });
});

describe('the technique balloon', () => {
  const GIBIBYTE = 2 ** 30;
  const files = { place: `vcpu 0 0\nmemory ${GIBIBYTE / 2} bind 0\nmemory ${GIBIBYTE / 2} bind 1\n` };
  const place = 'vm_pid() { VM_PID=1 VM_PLACE=$ATTEMPT_DIR/place; }';
  const guest = (answer: string): string => `guest() { ${answer}; }`;
  const follows =
    'balloon_qmp() { if [ $# -eq 2 ]; then echo "$2" >>asked.$1; else tail -n 1 asked.$1; fi; }';

  it('leaves the guest what it uses and a tenth, and gives all of it back', async () => {
    const free = guest(`echo ${600 * 2 ** 20}`);
    const { attempt, event } = await treatedOnce('balloon', [place, free, follows], files);
    expect(event).toMatchObject({ complete: true });
    // 1024 MiB less 600 that are free, of which 102.4 stay: whole mebibytes are taken.
    expect(linesOf(attempt, 'asked.vm1').map((line) => Number(line) / 2 ** 20)).toEqual([1024 - 497, 1024]);
  });

  it('takes nothing where little is free', async () => {
    const { attempt, event } = await treatedOnce('balloon', [place, guest('echo 1000'), follows], files);
    expect(event).toMatchObject({ complete: true });
    expect(linesOf(attempt, 'asked.vm1')).toEqual([`${GIBIBYTE}`, `${GIBIBYTE}`]);
  });

  it('gives back what a guest was too slow to give up', async () => {
    const slow = `balloon_qmp() { if [ $# -eq 2 ]; then echo "$2" >>asked.$1; else echo ${GIBIBYTE}; fi; }`;
    const free = guest(`echo ${600 * 2 ** 20}`);
    const { attempt, event } = await treatedOnce('balloon', [place, free, slow], files);
    expect(event).toMatchObject({
      complete: false,
      why: expect.stringMatching(/^the guest did not give all up: .* after 2 s$/) as string,
    });
    expect(linesOf(attempt, 'asked.vm1').at(-1)).toBe(`${GIBIBYTE}`);
    expect(eventsOf(attempt, 'mark')).toHaveLength(2);
  });

  it.each([
    ['return 1', /no virtio-balloon/, 1],
    ['return 124', /does not answer/, 0],
    ['echo nothing', /does not answer/, 0],
  ])('says what is wrong with a guest: %s', async (answer, says, missing) => {
    const { attempt, event } = await treatedOnce('balloon', [place, guest(answer), follows], files);
    expect(event).toMatchObject({ complete: false, why: expect.stringMatching(says) as string });
    // The same is lacking in both VMs, and each is named.
    expect(eventsOf(attempt, 'missing')).toHaveLength(2 * missing);
  });
});

describe('the technique reportFreePages', () => {
  const files = { place: `memory ${2 ** 30} bind 0\n` };
  const place = 'vm_pid() { VM_PID=1 VM_PLACE=$ATTEMPT_DIR/place; }';
  const free = `guest() { echo ${2 ** 29}; }`;
  // Five seconds are the real thing's.
  const soon = 'still() { mapped "$1"; }';
  const mapped = (first: number, then: number): string =>
    `mapped() { if [ -e seen.$1 ]; then MAPPED_BYTES=${then}; else MAPPED_BYTES=${first}; fi; : >seen.$1; MAPPED="0=$MAPPED_BYTES"; }`;

  it.each([
    ['it fell', 2 ** 30, 2 ** 30 - 1, true],
    ['nothing that is free was mapped', 2 ** 29, 2 ** 29, true],
    ['the host got nothing back', 2 ** 30, 2 ** 30, false],
  ])('when %s', async (_what, first, then, complete) => {
    const { event } = await treatedOnce('reportFreePages', [place, free, soon, mapped(first, then)], files);
    expect(event).toMatchObject({ complete, before: { 0: first }, after: { 0: then } });
    expect(event?.['why'] ?? '').toMatch(complete ? /^$/ : /the host got none of them back$/);
  });
});
