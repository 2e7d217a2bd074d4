import { expect, test } from 'vitest';
import { nativePlacement, rankPlacement } from '../../../../src/core/experiment/ranks';
import type { Layout } from '../../../../src/core/layout/layout';
import { threadsOf } from '../../../../src/core/predict/time/threadsOf';
import { plainLayout } from '../../../support/plain';
import { machine, vm, workload } from '../../check/builders';

const twoHosts: Layout = {
  ...{ ...plainLayout, name: 'cluster', machine: machine({}, 2, 2), hosts: ['one', 'two'] },
  vms: ['one', 'two'].map((host) => vm(host, [0, 1, 2, 3], { host })),
};
const mpi = workload({ launcher: 'mpi' });

test('hosts are those of the VMs, natively too', () => {
  const places = rankPlacement(mpi, twoHosts);
  const inVms = threadsOf(twoHosts, places, places, 'processes');
  expect(inVms.map(({ host }) => host)).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
  expect(inVms.map(({ node }) => node)).toEqual([0, 0, 1, 1, 0, 0, 1, 1]);
  const natively = threadsOf(twoHosts, nativePlacement(mpi, twoHosts), places, 'processes');
  expect(natively.map(({ host, vm: own }) => [host, own])).toEqual(inVms.map(({ host }) => [host, null]));
});

test('threads of one process each count, of ranks that are processes the first one', () => {
  const layout = { ...plainLayout, name: 'one', machine: machine({}, 2, 2), vms: [vm('a', [0, 1, 2, 3])] };
  const openmp = workload({ launcher: 'openmp' });
  const threads = rankPlacement(openmp, layout);
  expect(threadsOf(layout, threads, threads, 'threads').map(({ pu }) => pu)).toEqual([0, 1, 2, 3]);
  const hybrid = rankPlacement(workload({ launcher: 'mpi', threads: 2 }), layout);
  expect(threadsOf(layout, hybrid, hybrid, 'processes').map(({ pu }) => pu)).toEqual([0, 2]);
});

test('who shares a core is counted, on its own host', () => {
  const smt = machine({}, 1, 2, 2);
  const layout = {
    ...{ ...twoHosts, machine: smt },
    vms: ['one', 'two'].map((host) => vm(host, [0, 1, 2], { host })),
  };
  const places = rankPlacement(mpi, layout);
  const users = threadsOf(layout, places, places, 'processes').map(({ coreUsers }) => coreUsers);
  expect(users).toEqual([2, 2, 1, 2, 2, 1]);
});
