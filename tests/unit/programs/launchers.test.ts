import { describe, expect, it } from 'vitest';
import { launcherOf, suiteOf } from '../../../src/core/programs/registry';
import { hydraHosts } from '../../../src/core/programs/launchers/mpich';
import { JOB_VARIABLE } from '../../../src/core/programs/launchers/shared';
import { request } from './launchRequests';

const words = (argv: readonly string[]): string => argv.join(' ');

describe('plain and openmp', () => {
  it('start one process under the helper', () => {
    const launch = launcherOf('plain').launch(request([['', [2]]]));
    expect(words(launch.argv)).toBe('/l/vmpart-host rank /l/ranks - --');
    expect(launch).toMatchObject({ tools: [], hostFile: null, needs: [], environment: {} });
    const guest = launcherOf('plain').launch(request([['vm0', [0]]]));
    expect(words(guest.argv)).toBe('/l/vmpart-host rank /l/ranks vm0 --');
  });

  it('give each thread the CPU of its place in the list', () => {
    const { environment } = launcherOf('openmp').launch({ ...request([['', [4, 0, 5]]]), threads: 3 });
    expect(environment).toEqual({
      ...{ OMP_NUM_THREADS: '3', OMP_DYNAMIC: 'false', OMP_PROC_BIND: 'true', OMP_PLACES: '{4},{0},{5}' },
    });
  });

  it('let the workload have the last word on its environment', () => {
    const asked = { ...request([['', [0]]]), environment: { OMP_PLACES: 'cores', A: "b'c" } };
    expect(launcherOf('openmp').launch(asked).environment).toMatchObject({ OMP_PLACES: 'cores', A: "b'c" });
  });
});

describe('Open MPI', () => {
  it('stays within the machine natively and in one VM', () => {
    const launch = launcherOf('mpi').launch({
      ...request([
        ['', [0]],
        ['', [1]],
      ]),
      environment: { B: '1', A: '2' },
    });
    expect(words(launch.argv)).toBe(
      'mpirun.openmpi --allow-run-as-root --bind-to none --mca rtc ^hwloc --mca opal_common_ucx_opal_mem_hooks 0 --mca pml ob1 --mca osc ^ucx --mca btl self,vader --oversubscribe ' +
        '-x A -x B -x HWLOC_COMPONENTS -x OMP_NUM_THREADS -np 2 /l/vmpart-host rank /l/ranks - --',
    );
    expect(launch).toMatchObject({
      hostFile: null,
      environment: { A: '2', B: '1', OMP_NUM_THREADS: '1', HWLOC_COMPONENTS: '-x86' },
    });
    expect(launch.needs.map(({ name }) => name)).toEqual(['mpirun.openmpi|mpirun']);
  });

  it('gives a line of the host file to each rank over several VMs', () => {
    const launch = launcherOf('mpi').launch(
      request([
        ['a', [0]],
        ['b', [0]],
        ['a', [1]],
      ]),
    );
    expect(launch.hostFile).toBe('a\nb\na\n');
    expect(words(launch.argv)).toContain(
      '--mca pml ob1 --mca osc ^ucx --mca btl self,vader,tcp --mca btl_tcp_if_include 10.77.0.0/16 --mca oob_tcp_if_include 10.77.0.0/16 ' +
        '--mca plm_rsh_agent ssh -F /l/config --hostfile /l/hosts --map-by seq',
    );
    expect(launch.argv).toContain('ssh -F /l/config');
    expect(launch.needs.map(({ name }) => name)).toEqual(['mpirun.openmpi|mpirun', 'ssh']);
  });
});

describe('MPICH', () => {
  const mpich = (ranks: Parameters<typeof request>[0]) =>
    launcherOf('mpi').launch({ ...request(ranks), mpi: 'mpich' });

  it('needs no network natively', () => {
    expect(
      words(
        mpich([
          ['', [0]],
          ['', [1]],
        ]).argv,
      ),
    ).toBe(
      'mpiexec.hydra -launcher fork -localhost 127.0.0.1 -bind-to none -genv HWLOC_COMPONENTS -x86 -genv OMP_NUM_THREADS 1 -np 2 ' +
        '/l/vmpart-host rank /l/ranks - --',
    );
  });

  it('reaches the other VMs by the remote shell', () => {
    const launch = mpich([
      ['a', [0]],
      ['b', [0]],
    ]);
    expect(words(launch.argv)).toContain(
      '-f /l/hosts -launcher ssh -launcher-exec /l/remote-shell -bind-to none',
    );
    expect(launch.hostFile).toBe('a:1\nb:1\n');
  });

  it.each([
    ['aabb', 'a:2 b:2'],
    ['abab', 'a:1 b:1'],
    ['ababa', 'a:1 b:1'],
    ['aabbaabb', 'a:2 b:2'],
    ['abaa', 'a:1 b:1 a:1'],
    ['abbb', 'a:1 b:3'],
    ['aaa', 'a:1'],
  ])('writes the shortest host file for %s', (map, lines) => {
    expect(hydraHosts(map.split('')).trim().split('\n').join(' ')).toBe(lines);
  });
});

describe('hybrid', () => {
  it('lets the binding of each rank say where its threads are', () => {
    const launch = launcherOf('hybrid').launch({
      ...request([
        ['a', [0, 1]],
        ['b', [0, 1]],
      ]),
      threads: 2,
    });
    expect(launch.environment).toMatchObject({ OMP_NUM_THREADS: '2', OMP_PLACES: 'threads' });
    expect(words(launch.argv)).toContain(
      '-x HWLOC_COMPONENTS -x OMP_DYNAMIC -x OMP_NUM_THREADS -x OMP_PLACES -x OMP_PROC_BIND -np 2',
    );
  });
});

describe('oshmem and upc', () => {
  it('start OpenSHMEM as Open MPI', () => {
    const launch = launcherOf('oshmem').launch(
      request([
        ['', [0]],
        ['', [1]],
      ]),
    );
    expect(launch.tools).toEqual(['oshrun', 'shmemrun']);
    expect(launch.argv[0]).toBe('oshrun');
  });

  it('bind all of UPC on one machine together, since upcrun takes no wrapper', () => {
    const launch = launcherOf('upc').launch({
      ...request([
        ['a', [0]],
        ['b', [0]],
        ['a', [1]],
      ]),
      threads: 2,
    });
    expect(words(launch.argv)).toBe('/l/vmpart-host rank /l/ranks a -- upcrun -n 6 -p 2 -N 2');
    expect(launch.ranks).toEqual([{ vm: 'a', cpus: [0, 1] }]);
    expect(launch.environment).toMatchObject({ GASNET_SSH_SERVERS: 'a b a' });
    expect(launch.needs.map(({ name }) => name)).toEqual(['upcrun']);
  });
});

describe('ranks that use a region', () => {
  const shared = (
    id: Parameters<typeof launcherOf>[0],
    over: Partial<ReturnType<typeof request>> = {},
  ): ReturnType<ReturnType<typeof launcherOf>['launch']> =>
    launcherOf(id).launch({
      ...request(
        [
          ['a', [0]],
          ['b', [0]],
        ],
        '/l',
        'sh',
      ),
      ...over,
    });

  it('go by UCX alone in Open MPI, and get its settings, the region and the job', () => {
    const launch = shared('mpi');
    const line = words(launch.argv);
    expect(line).toContain('--mca pml ucx --mca osc ucx,sm --mca btl self ');
    expect(line).toContain('--mca opal_common_ucx_tls any --mca opal_common_ucx_devices any');
    expect(line).not.toMatch(/ob1|vader|btl_tcp/);
    expect(line).toContain('--mca oob_tcp_if_include 10.77.0.0/16');
    for (const name of ['UCX_TLS', 'UCX_ADAPTIVE_PROGRESS', 'VMPART_REGION', JOB_VARIABLE])
      expect(line).toContain(`-x ${name} `);
    // Not `self`: a rank that waits for a lock in its own window would never answer the one that holds it.
    expect(launch.environment).toMatchObject({ UCX_TLS: 'posix', VMPART_REGION: 'sh' });
    expect(launch.environment).not.toHaveProperty(JOB_VARIABLE);
  });

  it.each(['mpi', 'hybrid', 'oshmem'] as const)('have the library before them alone, by %s', (id) => {
    const launch = shared(id);
    expect(launch.argv.slice(-2)).toEqual(['env', 'LD_PRELOAD=/l/libvmpart-shared.so']);
    expect(launch.environment).not.toHaveProperty('LD_PRELOAD');
  });

  it('get the same from MPICH', () => {
    const launch = shared('mpi', { mpi: 'mpich' });
    expect(words(launch.argv)).toContain('-genv UCX_TLS posix,self -genv VMPART_REGION sh -np 2');
    expect(launch.argv.slice(-2)).toEqual(['env', 'LD_PRELOAD=/l/libvmpart-shared.so']);
  });

  it('have the heap of OpenSHMEM in the region', () => {
    expect(words(shared('oshmem').argv)).toContain('--mca spml ucx --mca sshmem ucx --mca atomic ucx');
  });

  it('may preload something of their own, and change the settings', () => {
    const launch = shared('mpi', { environment: { LD_PRELOAD: '/own.so', UCX_TLS: 'posix,self,cma' } });
    expect(launch.argv.at(-1)).toBe('LD_PRELOAD=/l/libvmpart-shared.so:/own.so');
    expect(launch.environment['UCX_TLS']).toBe('posix,self,cma');
  });
});

describe('suites', () => {
  it('say which files hold their results', () => {
    expect(suiteOf('hpcc').outputs).toEqual(['hpccoutf.txt']);
    expect(suiteOf('npb').outputs).toEqual([]);
  });
});
