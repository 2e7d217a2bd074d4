import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Experiment } from '../../../src/core/experiment/experiment';
import { scheduleOf } from '../../../src/core/experiment/schedule';
import type { Bundle } from '../../../src/core/plan/bundle';
import { compile } from '../../../src/core/plan/compile';
import { describeDisk, describeEstimate, estimateOf, nothingKnown } from '../../../src/core/plan/estimate';
import { needsFile } from '../../../src/core/plan/needs';
import type { PlanDocument } from '../../../src/core/plan/planDocument';
import { runList } from '../../../src/core/plan/runList';
import { experiment, layout, vm, workload } from '../../support/experiments';
import { hostileString } from '../../support/hostile';

const KVM = { accelerator: 'kvm', origin: 'measured' } as const;

function bundle(more: Partial<Experiment> = {}): Bundle {
  return compile(experiment(more), KVM, '1.0.0');
}

function text({ files }: Bundle, path: string): string {
  const found = files.filter((file) => file.path === path);
  expect(found, path).toHaveLength(1);
  return found[0]?.text ?? '';
}

/** Lines of a shell list that begin with a call of this name, split into words. */
function calls(list: string, name: string): readonly (readonly string[])[] {
  return list
    .split('\n')
    .filter((line) => line.startsWith(`${name} `) || line === name)
    .map((line) => line.replace(/ {2}#.*$/, '').split(' '));
}

const WIDE = layout('wide', [vm('all', [0, 1, 2, 3, 4, 5, 6, 7], { policy: 'firstTouch', nodes: [] })]);
const HALVES = layout('halves', [vm('vm0', [0, 1, 2, 3]), vm('vm1', [4, 5, 6, 7], { nodes: [2] })]);
const LEVELS = [WIDE, HALVES].map((value, index) => ({
  name: value.name,
  layout: value,
  path: ['layouts', index],
}));
const TWO_PROGRAMS = [
  workload({ id: 'w1', title: 'ranks', launcher: 'mpi', mpi: 'openmpi', files: { 'in put': 'data' } }),
  workload({ id: 'w2', title: 'alone' }),
];
const LARGE = {
  layouts: LEVELS,
  workloads: TWO_PROGRAMS,
  replicates: 3,
  warmRuns: 2,
  order: 'randomized',
} as const;

describe('run.sh', () => {
  it('calls every run of the schedule exactly once, in its order, within its session', () => {
    for (const phases of [['cold', 'warm'], ['warm'], ['cold']] as const) {
      const made = experiment({ ...LARGE, phases });
      const list = text(compile(made, KVM, '1'), 'run.sh');
      const { sessions } = scheduleOf(made);
      expect(calls(list, 'run_program')).toEqual(
        sessions.flatMap(({ id, runs }) =>
          runs.map((run) => ['run_program', id, run.id, run.workload, run.phase, '60']),
        ),
      );
      expect(calls(list, 'session_begin')).toEqual(
        sessions.map(({ id, block, layout: name }) => ['session_begin', id, String(block), name]),
      );
      const order = list.match(/^(session_begin|run_program|session_end) s\d+/gm) ?? [];
      let open: string | null = null;
      for (const [name, id] of order.map((line) => line.split(' '))) {
        expect(open).toBe(name === 'session_begin' ? null : id);
        open = name === 'session_end' ? null : (id ?? null);
      }
      expect(open).toBeNull();
    }
  });

  it('begins, ends every block after its sessions, and ends', () => {
    const list = text(bundle(LARGE), 'run.sh');
    const words = (list.match(/^[a-z_]+( \d+)?(?= |$)/gm) ?? []).map((word) => word.trim());
    expect(words.filter((word) => /attempt|block/.test(word))).toEqual([
      'attempt_begin',
      'block_end 0',
      'block_end 1',
      'block_end 2',
      'attempt_end',
    ]);
    const ends = calls(list, 'session_begin').map(([, , block]) => Number(block));
    expect(ends).toEqual([...ends].sort((one, other) => one - other));
  });

  it('holds nothing but calls and comments, whatever titles say', () => {
    fc.assert(
      fc.property(hostileString('touch ran'), hostileString('touch ran'), (title, program) => {
        const made = experiment({ title, workloads: [workload({ title: program })] });
        const list = runList(made, scheduleOf(made));
        const [, ...lines] = list.split('\n');
        for (const line of lines) {
          expect(line).toMatch(
            /^$|^#|^cd "\$\(dirname "\$0"\)" \|\| exit 2$|^\. lib\/vmpart\.sh$|^attempt_(begin|end)$|^block_end \d+$|^session_(begin|end) s\d+( \d+ [\w.-]+)?$|^run_program s\d+ r\d+ w1 (cold|warm) 60 {2}# /,
          );
          expect(line).not.toContain('\r');
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('a bundle with techniques', () => {
  const treated = {
    ...({ techniques: ['reclaim', 'migrate'], phases: ['warm'], warmRuns: 2 } as const),
    factors: { technique: ['none', 'restart'] },
  };

  it('says before each session of VMs what is done between its runs', () => {
    const list = text(bundle(treated), 'run.sh');
    const { sessions } = scheduleOf(experiment(treated));
    const vms = sessions.filter(({ layout: name }) => name !== 'native');
    expect(calls(list, 'session_techniques')).toEqual(
      vms.map(({ id, levels }) => [
        ...['session_techniques', id, 'reclaim', 'migrate'],
        ...(levels['technique'] === 'restart' ? ['restart'] : []),
      ]),
    );
    expect(list).toMatch(/session_techniques (s\d+) .*\nsession_begin \1 /);
  });

  it('lets single pages come back where memory is reclaimed, and nowhere else', () => {
    const made = bundle({ factors: { technique: ['none', 'reclaim'] }, phases: ['warm'] });
    const list = text(made, 'run.sh');
    const { sessions } = scheduleOf(
      experiment({ factors: { technique: ['none', 'reclaim'] }, phases: ['warm'] }),
    );
    const reclaimed = sessions.filter(({ levels }) => levels['technique'] === 'reclaim');
    expect(reclaimed).not.toEqual([]);
    expect(calls(list, 'session_setting')).toEqual(
      reclaimed.map(({ id }) => ['session_setting', id, 'set-page-cluster', '0']),
    );
    expect(made.rootVerbs).toContain('set-page-cluster');
    expect(bundle({ techniques: ['restart'] }).rootVerbs).not.toContain('set-page-cluster');
  });

  it('counts every boot of `restart`', () => {
    const plain = { phases: ['warm'], warmRuns: 2, replicates: 1 } as const;
    expect(bundle(plain).estimate).toMatchObject({ boots: 2, unmeasured: 6 + 1 });
    expect(bundle({ ...plain, techniques: ['restart'] }).estimate).toMatchObject({
      ...{ boots: 2 * 3, unmeasured: 6 + 3 },
      longestSeconds: 6 * 60 + 3 * 60,
    });
  });

  it('is another plan, though its schedule is the same', () => {
    const hashes = [{}, { techniques: ['reclaim'] }, { collect: ['numaStat'] }] as const;
    expect(new Set(hashes.map((more) => bundle(more).planHash)).size).toBe(3);
  });

  it.each([
    [{}, "BALLOON=''"],
    [{ balloon: true }, 'BALLOON=yes'],
    [{ freePageReporting: true }, 'BALLOON=yes'],
  ])('guests load the driver of a balloon that they have: %j', (more, line) => {
    const level = { name: 'x', layout: layout('x', [vm('a', [0]), vm('b', [1], more)]), path: [] };
    expect(text(bundle({ layouts: [level] }), 'attempt.env').split('\n')).toContain(line);
  });
});

describe('a program that goes through shared memory', () => {
  const region = { name: 'sh', sizeBytes: 2 ** 30, node: 0, device: 'devdax', pageSizeBytes: null } as const;
  const sharing = {
    ...layout('halves', [
      vm('vm0', [0, 1, 2, 3], { regions: ['sh'] }),
      vm('vm1', [4, 5, 6, 7], { regions: ['sh'] }),
    ]),
    regions: [{ ...region, path: ['regions', 'sh'] }],
  };
  const made = (more: Parameters<typeof workload>[0]): Bundle =>
    bundle({
      layouts: [LEVELS[0] as (typeof LEVELS)[number], { name: 'halves', layout: sharing, path: [] }],
      workloads: [workload({ launcher: 'mpi', transport: 'shared', ...more })],
    });
  const pathsOf = ({ files }: Bundle): readonly string[] =>
    files.flatMap(({ path }) => (path.endsWith('.shared') ? [path] : []));

  it('has the name of its region beside it, in layouts where it uses one', () => {
    expect(pathsOf(made({}))).toEqual(['programs/w1/halves.shared']);
    expect(text(made({}), 'programs/w1/halves.shared')).toBe('sh\n');
    expect(pathsOf(made({ transport: 'network' }))).toEqual([]);
    expect(pathsOf(made({ ranks: 4 }))).toEqual([]);
    expect(pathsOf(made({ launcher: 'plain', ranks: 1 }))).toEqual([]);
  });

  it('gets the library from the guests, and asks the host whether it can take it', () => {
    const script = text(made({}), 'programs/w1/halves.sh');
    expect(script).toContain('LD_PRELOAD=/vmpart/bin/libvmpart-shared.so "$@"');
    expect(script).toContain('export VMPART_REGION=sh');
    expect(script).not.toContain('export LD_PRELOAD');
    for (const name of ['wide', 'native'])
      expect(text(made({}), `programs/w1/${name}.sh`)).not.toMatch(/LD_PRELOAD|UCX|VMPART_REGION/);
    expect(text(made({}), 'needs')).toMatch(/^preloaded\ta program through shared memory\t/m);
    expect(text(made({ transport: 'network' }), 'needs')).not.toContain('preloaded');
  });
});

describe('where vCPUs may run', () => {
  it.each([
    ['floating', ['0-5', '0-5', '0-5']],
    ['perNode', ['0-1', '2-3', '4-5']],
    ['perVcpu', ['0', '2', '4']],
  ] as const)('%s', (pinning, sets) => {
    const all = vm('a', [0, 2, 4, 1, 3, 5], { pinning });
    const level = { name: 'x', layout: layout('x', [all]), path: [] };
    const place = text(bundle({ layouts: [level] }), 'vms/x/a.place').split('\n');
    expect(place.slice(0, 3)).toEqual(sets.map((set, index) => `vcpu ${index} ${set}`));
  });
});

describe('a bundle with factors', () => {
  const factors = {
    'host.ksm': ['on', 'off'],
    'host.hugePages': ['none', { size: '2MiB', perNode: '8MiB' }],
    'guest.thp': ['never'],
    'guest.hugePages': ['none', { size: '2MiB', perNode: '4MiB' }],
    'guest.args': [[], ['a', 'b']],
    nic: ['virtio', 'e1000'],
  };
  const made = (more: Partial<Experiment> = {}): Bundle =>
    bundle({ factors, layouts: LEVELS.slice(1), workloads: TWO_PROGRAMS, replicates: 1, ...more });

  it('sets the host before a session begins, and only as its levels say', () => {
    const list = text(made(), 'run.sh').split('\n');
    const begins = list.flatMap((line, index) => (line.startsWith('session_begin ') ? [index] : []));
    // Natively four settings of the host, in VMs eight times as many; two programs, each cold.
    expect(begins).toHaveLength(2 * (4 + 4 * 8));
    for (const at of begins) {
      const [, id = ''] = (list[at] ?? '').split(' ');
      const before = list.slice(0, at).filter((line) => line.split(' ')[1] === id);
      expect(before[0]).toMatch(new RegExp(`^session_levels ${id} '{"host.ksm":`));
      const levels = JSON.parse((before[0] ?? '').slice(`session_levels ${id} '`.length, -1)) as Record<
        string,
        string
      >;
      const pages = levels['host.hugePages'] === 'none' ? 0 : 4;
      expect(before.slice(1)).toEqual([
        `session_setting ${id} set-ksm ${levels['host.ksm'] === 'on' ? 1 : 0}`,
        ...[0, 1, 2, 3].map((node) => `session_setting ${id} set-huge-pages ${node} 2048 ${pages}`),
      ]);
    }
  });

  it('sets the paging of guests for native sessions too', () => {
    const wanted: Partial<Experiment> = { factors: { 'host.paging': ['nested', 'shadow'] }, replicates: 1 };
    const { sessions } = scheduleOf(experiment(wanted));
    expect(sessions.some(({ layout: name }) => name === 'native')).toBe(true);
    expect(calls(text(bundle(wanted), 'run.sh'), 'session_setting')).toEqual(
      sessions.map(({ id, levels }) => ['session_setting', id, 'set-paging', levels['host.paging']]),
    );
    expect(bundle(wanted).rootVerbs).toEqual(['drop-caches', 'compact-memory', 'set-paging']);
  });

  it('says of merging across nodes where a level merges within them', () => {
    const list = made({ factors: { 'host.ksm': ['on', 'off', 'withinNodes'] } }).files.find(
      ({ path }) => path === 'run.sh',
    );
    const settings = (list?.text ?? '').split('\n').filter((line) => line.startsWith('session_setting'));
    const of = (level: string): readonly string[] => {
      const told = (list?.text ?? '').split('\n').find((line) => line.includes(`"host.ksm":"${level}"`));
      const id = told?.split(' ')[1] ?? '';
      return settings
        .filter((line) => line.includes(` ${id} `))
        .map((line) => line.split(' ').slice(2).join(' '));
    };
    expect(of('on')).toEqual(['set-ksm-across-nodes 1', 'set-ksm 1']);
    expect(of('withinNodes')).toEqual(['set-ksm-across-nodes 0', 'set-ksm 1']);
    expect(of('off')).toEqual(['set-ksm 0']);
  });

  it('asks for the verbs of root that it uses', () => {
    expect(made().rootVerbs).toEqual(['drop-caches', 'compact-memory', 'set-ksm', 'set-huge-pages']);
    const always = ['drop-caches', 'compact-memory'];
    expect(made({ factors: { nic: ['e1000'] } }).rootVerbs).toEqual(always);
    const groups = [...always, 'make-group', 'remove-group'];
    expect(made({ factors: {}, collect: ['numaStat'] }).rootVerbs).toEqual(groups);
    expect(made({ factors: {}, collect: ['steal'] }).rootVerbs).toEqual(always);
    const kvmFaults = [...always, 'show-fault-event', 'set-perf-paranoid'];
    expect(made({ factors: {}, collect: ['kvmFaults'] }).rootVerbs).toEqual(kvmFaults);
    const reclaiming = [...always, 'set-page-cluster', 'make-group', 'remove-group'];
    expect(made({ factors: {}, techniques: ['reclaim'] }).rootVerbs).toEqual(reclaiming);
    expect(made({ factors: { technique: ['none', 'reclaim'] } }).rootVerbs).toEqual(reclaiming);
    expect(made({ factors: { technique: ['none', 'balloon'] } }).rootVerbs).toEqual(always);
  });

  it('has a folder for every way of booting the VMs of a layout, named after it', () => {
    const folders = new Set(made().files.flatMap(({ path }) => /^vms\/([^/]+)\//.exec(path)?.[1] ?? []));
    expect([...folders].sort()).toEqual(
      ['1', '2']
        .flatMap((args) =>
          ['2MiB-4MiB', 'none'].flatMap((huge) =>
            ['e1000', 'virtio'].map((nic) => `halves+hugePages-${huge}+args-${args}+nic-${nic}`),
          ),
        )
        .sort(),
    );
    expect(folders).toEqual(
      new Set(
        calls(text(made(), 'run.sh'), 'session_begin').flatMap((words) =>
          words[3] === 'native' ? [] : (words[4] ?? 'none'),
        ),
      ),
    );
    expect(text(made(), 'attempt.env')).toContain("NIC_MODELS='e1000 virtio'\n");
  });

  it('boots guests as their levels say', () => {
    const script = (folder: string): string => text(made(), `vms/halves+${folder}/vm0.sh`);
    const plain = script('hugePages-none+args-1+nic-virtio');
    expect(plain).toContain('transparent_hugepage=never vmpart.thp=never');
    expect(plain).toContain('virtio-net-pci');
    expect(plain).not.toMatch(/hugepages=|e1000| a b/);
    const other = script('hugePages-2MiB-4MiB+args-2+nic-e1000');
    expect(other).toMatch(/hugepagesz=2048K hugepages=2 vmpart\.hugepages=2048:2 a b/);
    expect(other).toContain('e1000,netdev=net0');
    expect(other).not.toContain('virtio-net-pci');
  });

  it('gives a pool to each node that a guest sees', () => {
    const [level] = LEVELS.slice(1);
    const vms = HALVES.vms.map((one) => ({
      ...one,
      cells: [0, 1].map((node) => ({ vcpus: [2 * node, 2 * node + 1], memoryBytes: 2 ** 29, node })),
    }));
    const layouts = level === undefined ? [] : [{ ...level, layout: { ...HALVES, vms } }];
    const one = made({ factors: { 'guest.hugePages': [{ size: '2MiB', perNode: '4MiB' }] }, layouts });
    expect(text(one, 'vms/halves/vm0.sh')).toContain('hugepages=4 vmpart.hugepages=2048:4');
  });

  it('holds programs and their levels only where they are run', () => {
    const one = made({
      factors: { 'env.X': ['1', '2'] },
      workloads: TWO_PROGRAMS.map((program, i) => ({ ...program, levels: { 'env.X': String(i + 1) } })),
      exclude: [{ 'env.X': '2', layout: 'native' }],
    });
    const paths = one.files.map(({ path }) => path);
    expect(paths).toContain('programs/w1/native.sh');
    expect(paths).not.toContain('programs/w2/native.sh');
    expect(text(one, 'programs/w2/levels')).toBe('{"env.X":"2"}\n');
    expect(text(one, 'run.sh')).toMatch(/^run_program .* w2 cold 60 {2}# alone, env\.X=2$/m);
  });
});

describe('the bundle', () => {
  it('is the same bytes for the same experiment, and another plan for another seed', () => {
    expect(bundle(LARGE)).toEqual(bundle(LARGE));
    expect(bundle({ ...LARGE, seed: 2 }).planHash).not.toBe(bundle(LARGE).planHash);
    expect(compile(experiment(LARGE), KVM, '2.0.0').planHash).not.toBe(bundle(LARGE).planHash);
  });

  it('names no file twice, and none outside', () => {
    const paths = bundle(LARGE).files.map((file) => file.path);
    expect(new Set(paths).size).toBe(paths.length);
    for (const path of paths) expect(path).toMatch(/^(?!\/)(?!.*\.\.).+/);
  });

  it('holds what every layout and program needs, and what runs is executable', () => {
    const made = bundle(LARGE);
    const paths = made.files.map((file) => file.path);
    for (const { name, layout: cut } of LEVELS) {
      expect(text(made, `vms/${name}/vms`).trimEnd().split('\n')).toHaveLength(cut.vms.length);
      for (const { name: guest, pus } of cut.vms) {
        expect(text(made, `vms/${name}/${guest}.sh`)).toContain(`# ${guest}: ${pus.length} vCPUs`);
        const place = text(made, `vms/${name}/${guest}.place`).split('\n');
        expect(place.filter((line) => line.startsWith('vcpu'))).toEqual(
          pus.map((pu, index) => `vcpu ${index} ${pu}`),
        );
      }
    }
    for (const where of ['native', 'wide', 'halves']) {
      for (const id of ['w1', 'w2']) expect(paths).toContain(`programs/${id}/${where}.ranks`);
    }
    expect(text(made, 'programs/w1/files/in put')).toBe('data');
    const executable = made.files.filter((file) => file.executable).map((file) => file.path);
    expect(executable.filter((path) => !/^programs\/w\d\/\w+\.sh$/.test(path))).toEqual(['run.sh']);
    expect(executable).toHaveLength(7);
  });

  it('without native sessions has no files for them, without layouts none for guests', () => {
    const guestsOnly = bundle({ ...LARGE, native: false });
    expect(guestsOnly.files.filter((file) => file.path.includes('native'))).toEqual([]);
    const nativeOnly = bundle({ layouts: [] });
    expect(nativeOnly.files.filter((file) => file.path.startsWith('vms/'))).toEqual([]);
    expect(text(nativeOnly, 'needs')).not.toContain('qemu');
    expect(text(guestsOnly, 'needs')).toContain('qemu-system-x86_64\tqemu-kvm');
  });

  it('binds rank r natively to the PUs that carry rank r in the VMs', () => {
    for (const rankOrder of ['block', 'cyclic'] as const) {
      for (const threads of [1, 2]) {
        const program = workload({ launcher: 'hybrid', threads, rankOrder });
        const made = bundle({ layouts: LEVELS.slice(1), workloads: [program] });
        const guests = rows(text(made, 'programs/w1/halves.ranks'));
        const native = rows(text(made, 'programs/w1/native.ranks'));
        const carries = (name: string, list: string): readonly number[] =>
          numbers(list).map((vcpu) => HALVES.vms.find((one) => one.name === name)?.pus[vcpu] ?? -1);
        expect(native).toEqual(
          guests.map(([rank, name, cpus]) => [rank, '-', asList(carries(name ?? '', cpus ?? ''))]),
        );
        expect(native).toHaveLength(8 / threads);
      }
    }
  });

  it('plan.json is what its hash names, and holds the schedule', () => {
    const made = bundle(LARGE);
    const plan = JSON.parse(text(made, 'plan.json')) as PlanDocument;
    expect(plan.schedule).toEqual(scheduleOf(experiment(LARGE)));
    expect(plan.layouts.map((one) => one.guests.map((guest) => guest.vcpuPus))).toEqual(
      LEVELS.map((level) => level.layout.vms.map((one) => one.pus)),
    );
    expect(text(made, 'attempt.env')).toContain(`PLAN_HASH=${made.planHash}\n`);
  });

  it('says in attempt.env how the host runs guests, quoted', () => {
    const env = (accelerator: 'kvm' | 'tcg'): string =>
      text(
        compile(
          experiment({ guest: { kernel: "/boot/it's", args: [], files: [] } }),
          { accelerator, origin: 'rehearsed' },
          '1',
        ),
        'attempt.env',
      );
    expect(env('kvm')).toContain('ACCEL=kvm\nCPU_MODEL=host\n');
    expect(env('tcg')).toContain('ACCEL=tcg\nCPU_MODEL=max\n');
    expect(env('tcg')).toContain(`VMPART_ORIGIN=rehearsed\n`);
    expect(env('kvm')).toContain(`GUEST_KERNEL='/boot/it'\\''s'\n`);
  });

  it('tells kernels of emulated guests not to ask whether their timer ticks', () => {
    const scripts = (accelerator: 'kvm' | 'tcg'): readonly string[] =>
      compile(experiment({}), { accelerator, origin: 'rehearsed' }, '1')
        .files.filter(({ path }) => /^vms\/.*\.sh$/.test(path))
        .map((file) => file.text);
    expect(scripts('tcg').length).toBeGreaterThan(0);
    for (const script of scripts('tcg')) expect(script).toContain(' no_timer_check');
    for (const script of scripts('kvm')) expect(script).not.toContain('no_timer_check');
  });
});

/** `0-1,4` -> 0, 1, 4, written apart from the code under test. */
function numbers(list: string): readonly number[] {
  return list.split(',').flatMap((part) => {
    const [first = 0, last = first] = part.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

function asList(pus: readonly number[]): string {
  const consecutive = pus.every((pu, index) => pu === (pus[0] ?? 0) + index);
  return pus.length > 1 && consecutive ? `${pus[0]}-${pus.at(-1)}` : pus.join(',');
}

function rows(table: string): readonly (readonly string[])[] {
  return table
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' '));
}

describe('what a host must have', () => {
  it('is asked once for each thing, one line each, in three fields or more', () => {
    const lines = text(bundle(LARGE), 'needs').trimEnd().split('\n');
    expect(new Set(lines).size).toBe(lines.length);
    for (const line of lines) expect(line).toMatch(/^(tool|program|file)\t[^\t]+(\t[^\t]+)+$/);
    expect(lines.join('\n')).toMatch(/^program\t[^\t]*\tmpirun/m);
  });

  it('keeps its form whatever a name holds', () => {
    fc.assert(
      fc.property(hostileString('x'), hostileString('x'), (name, reason) => {
        const file = needsFile([{ kind: 'program', names: [name, 'other'], reason }]);
        expect(file.split('\n')).toHaveLength(2);
        expect(file.trimEnd().split('\t').at(-1)).toBe('other');
        expect(file.split('\t')).toHaveLength(4);
      }),
    );
  });
});

describe('the estimate', () => {
  const made = experiment({ ...LARGE, timeLimitSeconds: 100, bootLimitSeconds: 10 });
  const schedule = scheduleOf(made);

  it('counts blocks, sessions, runs and boots, and knows no time at first', () => {
    // 3 blocks of 2 programs in 3 places; a cold and two warm runs each; 1 and 2 VMs, in 12 sessions.
    expect(estimateOf(made, schedule, nothingKnown)).toEqual({
      ...{ blocks: 3, sessions: 18, runs: 54, boots: 18 },
      ...{
        least: null,
        seconds: null,
        unmeasured: 54 + 12,
        longestSeconds: 54 * 100 + 12 * 10,
        rawBytes: null,
      },
    });
  });

  it('takes earlier times, and the limits for what was never measured', () => {
    const known = {
      run: (layout: string, title: string) => (layout === 'wide' && title === 'ranks' ? null : 7),
      boot: (layout: string) => (layout === 'wide' ? 3 : null),
      runBytes: 20,
    };
    // 9 runs of `ranks` in `wide` and 6 sessions in `halves` are not known.
    expect(estimateOf(made, schedule, known)).toMatchObject({
      ...{ seconds: 45 * 7 + 9 * 100 + 6 * 3 + 6 * 10, unmeasured: 9 + 6, rawBytes: 54 * 20 },
    });
    const all = { ...known, run: () => 7, boot: () => 3 };
    expect(estimateOf(made, schedule, all)).toMatchObject({ seconds: 54 * 7 + 12 * 3, unmeasured: 0 });
  });

  it('asks for times with the levels of session and program', () => {
    const asked = new Set<string>();
    const one = experiment({
      factors: { 'host.thp': ['never'], 'env.X': ['1'] },
      workloads: [workload({ levels: { 'env.X': '1' } })],
    });
    const run = (layout: string, title: string, levels: object): null => {
      asked.add(JSON.stringify([layout, title, levels]));
      return null;
    };
    estimateOf(one, scheduleOf(one), { ...nothingKnown, run });
    expect([...asked].sort()).toEqual(
      ['native', 'two'].map((layout) =>
        JSON.stringify([layout, 'a program', { 'host.thp': 'never', 'env.X': '1' }]),
      ),
    );
  });

  it('reads well in the singular, and with a time', () => {
    const one = {
      ...{ blocks: 1, sessions: 1, runs: 1, boots: 1, seconds: null },
      ...{ least: null, unmeasured: 2, longestSeconds: 188_000, rawBytes: null },
    };
    expect(describeEstimate(one)).toBe(
      '1 block, 1 session, 1 run, 1 VM boot, duration unknown before a first block, by the time limits at most 2 d 4 h\n',
    );
    expect(describeEstimate({ ...one, runs: 2, seconds: 3_700, unmeasured: 0 })).toContain(
      '2 runs, 1 VM boot, about 1 h 1 min\n',
    );
    expect(describeEstimate({ ...one, seconds: 188_000, unmeasured: 3 })).toContain(
      'at most 2 d 4 h (3 runs or boots were never measured and count by their limits)',
    );
    const least = { blocks: 1, sessions: 1, runs: 2, boots: 1, seconds: 1_800 };
    const ranged = {
      ...one,
      least,
      blocks: 3,
      sessions: 3,
      runs: 6,
      boots: 3,
      seconds: 5_400,
      unmeasured: 0,
    };
    expect(describeEstimate(ranged)).toBe(
      '1 to 3 blocks, 1 to 3 sessions, 2 to 6 runs, 1 to 3 VM boots, about 30 min to 1 h 30 min\n',
    );
    expect(describeDisk({ ...one, runs: 2, rawBytes: 4096 })).toBe(
      'output of programs: about 4 KiB (2 KiB a run so far)\n',
    );
  });
});

describe('a bundle that stops at a precision', () => {
  const precision = { width: 1e-7, minimum: 3, maximum: 7 };
  const made = experiment({ precision, replicates: 2 });

  it('is planned for the most blocks, says so first, and is another plan with another width', () => {
    const list = text(bundle(made), 'run.sh');
    expect(list).toContain('# A test: 3 to 7 blocks, 6 to 14 sessions\n');
    expect(list).toMatch(/\nattempt_begin\nstop_when_precise 1e-7 3\n/);
    expect(list).toMatch(/\nblock_end 6\n/);
    const { planHash } = bundle({ ...made, precision: { ...precision, width: 0.5 } });
    expect(planHash).not.toBe(bundle(made).planHash);
    expect(bundle(made).estimate).toMatchObject({
      ...{ blocks: 7, sessions: 14, runs: 28, boots: 14 },
      least: { blocks: 3, sessions: 6, runs: 12, boots: 6, seconds: null },
    });
  });

  it('tells the host what is compared; without a precision there is nothing to look at', () => {
    expect(text(bundle(made), 'comparisons').split('\n').slice(0, 6)).toEqual([
      ...['compare 2 0', 'compare 3 1'],
      ...['run r0001 0 0', 'run r0002 0 1', 'run r0003 0 2', 'run r0004 0 3'],
    ]);
    const plain = bundle(experiment());
    expect(plain.files.map(({ path }) => path)).not.toContain('comparisons');
    expect(text(plain, 'run.sh')).not.toContain('stop_when_precise');
    expect(plain.estimate.least).toBeNull();
  });

  it('stops nowhere before the end where the minimum is no less', () => {
    const late = { ...made, precision: { ...precision, minimum: 9 } };
    expect(text(bundle(late), 'run.sh')).toContain('# A test: 7 blocks, 14 sessions\n');
    expect(bundle(late).estimate.least).toBeNull();
  });
});
