import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type FrameRun, sentFrames } from './framesFile';
import {
  environment,
  freshFolder,
  helper,
  isRoot,
  run,
  type Running,
  start,
  startHelper,
  until,
} from './helper';

// A QEMU that has not begun: its memory is what its loader has written into it, at guest addresses that are known.

const hasQemu = spawnSync('qemu-system-x86_64', ['--version']).status === 0;
const MEBIBYTE = 1024 * 1024;
const GIBIBYTE = 1024 * MEBIBYTE;
const PAGE = 4096;
/** Bytes of each cell: the second begins above 4 GiB, and the first goes on there. */
const CELL = 2560 * MEBIBYTE;
/** What is written, in guest frames: low memory, the first cell above 4 GiB, the second, its last page. */
const WRITTEN: readonly FrameRun[] = [
  { start: (16 * MEBIBYTE) / PAGE, count: 700 },
  { start: (4 * GIBIBYTE) / PAGE + 3, count: 11 },
  { start: (4 * GIBIBYTE + 2 * CELL - 2 * GIBIBYTE) / PAGE - 1, count: 1 },
];
const WRITTEN_PAGES = 712;

interface Qemu extends Running {
  readonly folder: string;
  readonly socket: string;
}

function loaders(folder: string): readonly string[] {
  return WRITTEN.flatMap(({ start: first, count }, index) => {
    const file = join(folder, `blob${index}`);
    writeFileSync(file, Buffer.alloc(count * PAGE, index + 1));
    return ['-device', `loader,file=${file},addr=0x${(first * PAGE).toString(16)},force-raw=on`];
  });
}

/** A first cell of anonymous memory may get huge pages, with more than what was written. */
async function startQemu(first: 'memfd' | 'ram' = 'memfd', prefix: readonly string[] = []): Promise<Qemu> {
  const folder = freshFolder();
  const socket = join(folder, 'qmp');
  spawnSync('chmod', ['777', folder]);
  const args = [
    ...prefix,
    ...['qemu-system-x86_64', '-S', '-nodefaults', '-no-user-config', '-display', 'none', '-machine', 'q35'],
    ...['-accel', 'tcg,thread=multi', '-smp', '2', '-m', `${(2 * CELL) / MEBIBYTE}M`],
    ...[
      '-object',
      `memory-backend-${first},id=ram0,size=${CELL}`,
      '-numa',
      'node,nodeid=0,memdev=ram0,cpus=0',
    ],
    ...['-object', `memory-backend-memfd,id=ram1,size=${CELL}`],
    ...['-numa', 'node,nodeid=1,memdev=ram1,cpus=1', ...loaders(folder)],
    ...['-qmp', `unix:${socket},server=on,wait=off`],
  ];
  const qemu = { ...start(args[0] ?? '', args.slice(1)), folder, socket };
  await until('it answers', () => run(['qmp', socket, 'status']).stdout === 'prelaunch\n');
  return qemu;
}

type Values = ReadonlyMap<string, unknown>;

/** Members of a line `NAME:=JSON<TAB>...`. */
function valuesIn(line: string): Values {
  const members = line.trimEnd().split('\t');
  return new Map(
    members.map((member) => [member.split(':=')[0] ?? '', JSON.parse(member.split(':=')[1] ?? '')]),
  );
}

function framesFile(folder: string, runs: readonly FrameRun[]): string {
  const file = join(folder, 'frames');
  const processes = [{ threads: [{ seen: 0, allowed: '0' }], runs }];
  writeFileSync(file, sentFrames(9, [{ rank: 0, at: 8.5, seconds: 4.25, processes }]));
  return file;
}

/** What was there before, then the kinds of these frames. */
function kinds(
  { pid, socket, folder }: Qemu,
  runs: readonly FrameRun[],
  program: readonly string[] = [helper],
): Values {
  const mapped = join(folder, 'mapped');
  const call = (args: readonly string[]): string => {
    const [command = '', ...rest] = [...program, ...args];
    const result = spawnSync(command, rest, { encoding: 'utf8', env: environment() });
    expect(result).toMatchObject({ status: 0, stderr: '' });
    return result.stdout;
  };
  call(['mapped', String(pid), socket, mapped]);
  return valuesIn(
    call(['pages', String(pid), socket, mapped, framesFile(folder, runs), join(folder, 'seen')]),
  );
}

/** Bytes of RAM that the kernel counts by node, by numa_maps of the mappings of the cells' size. */
function countedBytes(pid: number): number {
  const maps = readFileSync(`/proc/${pid}/maps`, 'latin1').matchAll(/^([0-9a-f]+)-([0-9a-f]+) rw/gm);
  const starts = [...maps]
    .filter(([, first = '', last = '']) => parseInt(last, 16) - parseInt(first, 16) === CELL)
    .map(([, first]) => first);
  const lines = readFileSync(`/proc/${pid}/numa_maps`, 'latin1').split('\n');
  const pages = lines
    .filter((line) => starts.includes(line.split(' ')[0]))
    .flatMap((line) => [...line.matchAll(/ N\d+=(\d+)/g)])
    .reduce((sum, [, count]) => sum + Number(count), 0);
  expect(starts).toHaveLength(2);
  return pages * PAGE;
}

const ALL: readonly FrameRun[] = [{ start: 0, count: (8 * GIBIBYTE) / PAGE }];

describe.runIf(hasQemu)('pages of a guest', () => {
  test('are found at the addresses where they were written, and nowhere else', async () => {
    const qemu = await startQemu();
    expect(kinds(qemu, WRITTEN)).toEqual(
      new Map<string, unknown>([
        ...([
          ['ranks', 1],
          ['seconds', 4.25],
          ['local', { '0': WRITTEN_PAGES * PAGE }],
        ] as const),
        ...([
          ['remoteSingle', {}],
          ['remoteMultiple', {}],
          ['unmappedBytes', 0],
        ] as const),
        ...([
          ['inheritedBytes', WRITTEN_PAGES * PAGE],
          ['inheritedWrongBytes', 0],
        ] as const),
      ]),
    );
    const beside = WRITTEN.flatMap(({ start: first, count }) => [
      { start: first - 1, count: 1 },
      { start: first + count, count: 1 },
    ]);
    const values = kinds(qemu, beside);
    expect(values.get('local')).toEqual({});
    // Behind the last page there is no memory of the guest.
    expect(values.get('unmappedBytes')).toBe((beside.length - 1) * PAGE);
  });

  test.each(['memfd', 'ram'] as const)(
    'are as many as the kernel counts when all of memory is asked for (%s)',
    async (first) => {
      const qemu = await startQemu(first);
      const counted = countedBytes(qemu.pid);
      const values = kinds(qemu, ALL);
      expect(values.get('local')).toEqual({ '0': counted });
      // All RAM but the 256 KiB of it behind the firmware.
      expect(values.get('unmappedBytes')).toBe(2 * CELL - 256 * 1024 - counted);
      if (first === 'memfd') expect(counted).toBe(WRITTEN_PAGES * PAGE);
    },
  );

  test('that came after the first look are not inherited', async () => {
    const qemu = await startQemu();
    kinds(qemu, WRITTEN);
    const args = [String(qemu.pid), qemu.socket, join(qemu.folder, 'mapped'), framesFile(qemu.folder, ALL)];
    run(['qmp', qemu.socket, 'cont']);
    await until('the firmware has touched memory', () => countedBytes(qemu.pid) > WRITTEN_PAGES * PAGE);
    const { stdout, stderr } = run(['pages', ...args, '/none']);
    expect(stderr).toBe('');
    const values = valuesIn(stdout);
    expect(values.get('inheritedBytes')).toBe(WRITTEN_PAGES * PAGE);
    const { '0': local = 0 } = values.get('local') as Readonly<Record<string, number>>;
    expect(local).toBeGreaterThan(WRITTEN_PAGES * PAGE);
  });

  test('what was there before is not read from half a file', async () => {
    const qemu = await startQemu();
    kinds(qemu, WRITTEN);
    const mapped = join(qemu.folder, 'mapped');
    const whole = readFileSync(mapped);
    const args = [String(qemu.pid), qemu.socket, mapped, join(qemu.folder, 'frames'), '/none'];
    for (const bytes of [0, 10, 30, whole.length - 1]) {
      writeFileSync(mapped, whole.subarray(0, bytes));
      expect(run(['pages', ...args])).toMatchObject({ status: 3 });
    }
  });

  test('a guest that cannot tell, and a process that may not be asked, are said with a remedy', async () => {
    const qemu = await startQemu();
    kinds(qemu, WRITTEN);
    const frames = join(qemu.folder, 'frames');
    writeFileSync(
      frames,
      'now 1\nvmpart-frames 1\nproblem cannot read /proc/kpageflags: No such file\nend\n',
    );
    const args = [String(qemu.pid), qemu.socket, join(qemu.folder, 'mapped'), frames, '/none'];
    const { status, stdout } = run(['pages', ...args]);
    expect(status).toBe(1);
    const [what, remedy] = stdout.split('\t');
    expect(what).toContain('cannot read /proc/kpageflags: No such file');
    expect(remedy).toContain('CONFIG_PROC_PAGE_MONITOR');
  });

  test('move nowhere where all are on the node of their users', async () => {
    const qemu = await startQemu();
    const args = [String(qemu.pid), qemu.socket, framesFile(qemu.folder, ALL), '/none'];
    expect(run(['migrate', ...args]).stdout).toBe('complete 0 0 0 0 \n');
    expect(run(['migrate', ...args.slice(1)]).status).toBe(2);
  });

  test.runIf(cpus().length > 1)('floating vCPUs are noted when they have moved', async () => {
    const qemu = await startQemu();
    const place = join(qemu.folder, 'place');
    const seen = join(qemu.folder, 'seen');
    writeFileSync(place, `vcpu 0 0-1\nvcpu 1 1\n`);
    const watch = startHelper(['watch', '0.05', String(qemu.pid), qemu.socket, place, seen]);
    await until('it was seen', () => /^\d+\.\d{3} 0 [01]\n/.test(readIfThere(seen)));
    watch.child.stdin?.end();
    await watch.ended;
    expect(readIfThere(seen)).not.toMatch(/ 1 \d+\n/);
  });

  test.runIf(isRoot)(
    'are told to one who is root in a user namespace alone, as attempts of other users are',
    async () => {
      const nobody = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'];
      const space = ['unshare', '--user', '--map-root-user'];
      if (spawnSync('setpriv', [...nobody.slice(1), ...space, 'true']).status !== 0) return;
      const qemu = await startQemu('ram', [...nobody, ...space]);
      const inside = ['nsenter', '--user', '--preserve-credentials', '--target', String(qemu.pid)];
      const counted = countedBytes(qemu.pid);
      expect(kinds(qemu, ALL, [...nobody, ...inside, helper]).get('local')).toEqual({ '0': counted });
    },
  );

  test.runIf(isRoot)('a user who may not ask about QEMU is told so', async () => {
    const qemu = await startQemu();
    kinds(qemu, WRITTEN);
    const nobody = ['--reuid', '65534', '--regid', '65534', '--clear-groups', helper];
    spawnSync('chmod', ['666', qemu.socket]);
    const args = ['mapped', String(qemu.pid), qemu.socket, join(qemu.folder, 'other')];
    const { status, stdout } = spawnSync('setpriv', [...nobody, ...args], {
      encoding: 'utf8',
      env: environment(),
    });
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /^which pages of QEMU are there cannot be read .*: Permission denied\tUse a kernel /,
    );
  });
});

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
