import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileTo } from '../payload/compiled';
import { helper } from '../payload/helper';
import { type FrameRun, sentFrames } from '../payload/framesFile';
import { distributionKernel } from '../support/distributionKernel';
import { canEmulateNodes, onFourNodes } from '../support/fourNodes';

// Kinds of pages and their migration on a kernel that has four nodes. The guest there is a QEMU that has not begun: its
// loader has written 1000 pages from node 1, and vCPU 0 is pinned to node 2, vCPU 1 to node 3.

const KERNEL = distributionKernel();
const PAGE = 4096;
const FIRST = 4096;
const WRITTEN = 1000;

/** A rank on each vCPU. */
function ranks(...runs: readonly FrameRun[]): Uint8Array {
  const sent = runs.map((run, vcpu) => ({
    ...{ rank: vcpu, at: 8, seconds: 2 },
    processes: [{ threads: [{ seen: vcpu, allowed: String(vcpu) }], runs: [run] }],
  }));
  return sentFrames(9, sent);
}

/** Both use the 400 pages in the middle. */
const OVERLAPPING = ranks({ start: FIRST, count: 700 }, { start: FIRST + 300, count: 700 });
/** In huge pages of their own. */
const APART = ranks({ start: FIRST, count: 500 }, { start: FIRST + 512, count: 300 });

const SCRIPT = `
echo 0 >/proc/sys/kernel/numa_balancing
guest() {
  rm -f /tmp/qmp
  taskset -c 1 qemu-system-x86_64 -S -nodefaults -no-user-config -display none -machine q35,memory-backend=ram0 \\
    -accel tcg,thread=multi -smp 2 -m 64M -object "$1,id=ram0,size=64M" \\
    -device loader,file=/written,addr=0x1000000,force-raw=on -qmp unix:/tmp/qmp,server=on,wait=off &
  QEMU=$!
  until vmpart-host qmp /tmp/qmp status >/dev/null; do sleep 1; done
  printf 'vcpu 0 2\\nvcpu 1 3\\n' >/tmp/place
  vmpart-host place $QEMU /tmp/qmp /tmp/place
  vmpart-host mapped $QEMU /tmp/qmp /tmp/mapped
}
look() { echo "$1: $(vmpart-host pages $QEMU /tmp/qmp /tmp/mapped "$2" /none)"; }
move() { echo "$1: $(vmpart-host migrate $QEMU /tmp/qmp "$2" /none)"; }
treat() {
  look "$1 before" "$2"
  move "$1 moved" "$2"
  look "$1 after" "$2"
}
end() {
  vmpart-host qmp /tmp/qmp quit
  wait $QEMU
}
echo never >/sys/kernel/mm/transparent_hugepage/enabled
guest memory-backend-ram; treat small /overlapping; end
guest memory-backend-ram
echo 1 >/proc/sys/kernel/numa_balancing
vmpart-host qmp /tmp/qmp cont
sleep 5
look marked /overlapping; end
echo 0 >/proc/sys/kernel/numa_balancing
guest memory-backend-memfd; treat shared /overlapping; end
guest memory-backend-file,mem-path=/dev/shm/ram,share=on
touch-memory shared=/dev/shm/ram seconds=600 >/tmp/other &
until grep -q ready /tmp/other; do sleep 1; done
treat twofold /overlapping; end
guest memory-backend-ram,host-nodes=1,policy=bind; treat bound /overlapping; end
echo always >/sys/kernel/mm/transparent_hugepage/enabled
guest memory-backend-ram; treat huge /overlapping; treat apart /apart; end
`;

type Members = Readonly<Record<string, unknown>>;

function membersOf(line: string): Members {
  const words = line.split('\t').map((member) => member.split(':='));
  return Object.fromEntries(words.map(([name = '', value = '']) => [name, JSON.parse(value)]));
}

const pages = (counts: Readonly<Record<string, number>>): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(counts).map(([node, count]) => [node, count * PAGE]));

describe.skipIf(KERNEL === null || !canEmulateNodes())('pages on a machine of four nodes', () => {
  let folder = '';
  let said = '';
  const line = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(said)?.[1] ?? '';
  const kinds = (name: string): Members => membersOf(line(name));

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'vmpart-nodes-'));
    writeFileSync(join(folder, 'written'), Buffer.alloc(WRITTEN * PAGE, 1));
    writeFileSync(join(folder, 'overlapping'), OVERLAPPING);
    writeFileSync(join(folder, 'apart'), APART);
    const names = ['written', 'overlapping', 'apart'];
    const touch = compileTo(join(folder, 'touch'), 'touch', ['-static']);
    const own = Object.fromEntries(names.map((name) => [`/${name}`, join(folder, name)]));
    const files = { ...own, '/bin/touch-memory': touch };
    said = onFourNodes({ kernel: KERNEL ?? '', tools: ['taskset'], files, script: SCRIPT, helper }, folder);
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const BEFORE = {
    ...{ local: {}, remoteSingle: pages({ 1: 600 }), remoteMultiple: pages({ 1: 400 }) },
    ...{ inheritedBytes: WRITTEN * PAGE, inheritedWrongBytes: WRITTEN * PAGE },
  };

  it.each(['small', 'shared'])('those of one rank move to it, others stay (%s)', (name) => {
    expect(kinds(`${name} before`)).toMatchObject(BEFORE);
    expect(line(`${name} moved`)).toBe(`complete ${600 * PAGE} ${600 * PAGE} 0 0 `);
    expect(kinds(`${name} after`)).toMatchObject({
      ...{ local: pages({ 2: 300, 3: 300 }), remoteSingle: {}, remoteMultiple: pages({ 1: 400 }) },
      ...{ inheritedBytes: WRITTEN * PAGE, inheritedWrongBytes: 400 * PAGE },
    });
  });

  it('those that NUMA balancing has marked are found all the same, by root', () => {
    expect(kinds('marked')).toMatchObject({ ...BEFORE, unmappedBytes: 0 });
    expect(line('marked')).not.toContain('hiddenBytes');
  });

  it('bound ones stay where the layout has them, and it is said', () => {
    expect(kinds('bound before')).toMatchObject(BEFORE);
    expect(line('bound moved')).toMatch(
      /^partial 2457600 0 2457600 0 2457600 bytes are in memory that the layout binds/,
    );
    expect(kinds('bound after')).toMatchObject(BEFORE);
  });

  it('those that another process has too stay', () => {
    expect(kinds('twofold before')).toMatchObject(BEFORE);
    expect(line('twofold moved')).toMatch(
      /^complete 2457600 0 0 0 2457600 bytes stay: other processes have them/,
    );
    expect(kinds('twofold after')).toMatchObject(BEFORE);
  });

  it('a huge page that several ranks use stays, one with a single user moves', () => {
    expect(line('huge moved')).toMatch(/^complete 0 0 0 0 2457600 bytes stay: .* huge pages/);
    expect(kinds('huge after')).toMatchObject(BEFORE);
    expect(kinds('apart before')).toMatchObject({ local: {}, remoteSingle: pages({ 1: 800 }) });
    expect(line('apart moved')).toBe(`complete ${800 * PAGE} ${800 * PAGE} 0 0 `);
    expect(kinds('apart after')).toMatchObject({ local: pages({ 2: 500, 3: 300 }), remoteSingle: {} });
  });
});
