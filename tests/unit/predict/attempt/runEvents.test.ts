import { describe, expect, it } from 'vitest';
import { sentByAll } from '../../../../src/core/predict/profiles/partners';
import { npbProfile } from '../profiles/npbWorkload';
import { eventsOf, only, smallExperiment } from './smallExperiment';

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}

describe('bytes by way', () => {
  const both = smallExperiment({
    ...{ phases: ['warm'], replicates: 1, factors: { transport: ['network', 'shared'] } },
  });
  const traffic = only(eventsOf(both), 'traffic');
  const inMemory = new Set(
    both.workloads.filter(({ levels }) => levels['transport'] === 'shared').map(({ id }) => id),
  );
  const shared = new Set(
    only(eventsOf(both), 'run_begin').flatMap(({ run, workload }) => (inMemory.has(workload) ? [run] : [])),
  );

  it('are told of VMs that have others to talk to, and of no others', () => {
    const sessions = new Set(traffic.map(({ session }) => session));
    const layouts = only(eventsOf(both), 'session_begin')
      .filter(({ session }) => sessions.has(session))
      .map(({ layout }) => layout);
    expect(layouts).toEqual(['perNode']);
    expect(new Set(traffic.map(({ vm }) => vm)).size).toBe(4);
  });

  it('go over the network, where as much comes in as goes out, or through the region', () => {
    const network = traffic.filter(({ run }) => !shared.has(run));
    const region = traffic.filter(({ run }) => shared.has(run));
    expect([network.length, region.length]).toEqual([8, 8]);
    const sent = sum(network.map(({ networkSentBytes }) => networkSentBytes));
    expect(sum(network.map(({ networkReceivedBytes }) => networkReceivedBytes))).toBe(sent);
    expect(network.every(({ regionSentBytes }) => regionSentBytes === null)).toBe(true);
    expect(region.every(({ networkSentBytes }) => networkSentBytes === 0)).toBe(true);
    expect(sum(region.map(({ regionSentBytes }) => regionSentBytes ?? NaN))).toBe(sent);
  });

  it('are a part of what the ranks send at all', () => {
    const [first] = traffic;
    const own = traffic.filter(({ run }) => run === first?.run);
    const sent = sum(own.map((one) => one.networkSentBytes + (one.regionSentBytes ?? 0)));
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThan(sentByAll(npbProfile('cg', 'B', 16)).bytes);
  });
});

describe('kinds of pages', () => {
  const collecting = smallExperiment({ replicates: 1, collect: ['pageKinds'] });
  const events = eventsOf(collecting);
  const pages = only(events, 'pages');

  it('are told where the experiment collects them, of each VM and run', () => {
    expect(only(eventsOf(smallExperiment()), 'pages')).toEqual([]);
    expect(pages).toHaveLength(2 * (1 + 4));
    expect(pages.filter(({ vm }) => vm === 'vm0').map(({ ranks }) => ranks)).toEqual(
      expect.arrayContaining([16, 4]),
    );
  });

  it('make up the same memory cold and warm; warm it was there before, and mostly on other nodes in a wide VM', () => {
    const wide = pages.filter(({ ranks }) => ranks === 16);
    const bytes = (of: Readonly<Record<string, number>>): number => sum(Object.values(of));
    const [cold, warm] = wide.map(({ local, remoteSingle, remoteMultiple, inheritedBytes }) => ({
      local: bytes(local),
      all: bytes(local) + bytes(remoteSingle) + bytes(remoteMultiple),
      inheritedBytes,
    }));
    expect(Math.abs((cold?.all ?? NaN) - (warm?.all ?? NaN))).toBeLessThan(16);
    expect(cold?.local).toBeGreaterThan(0.8 * (cold?.all ?? NaN));
    expect(warm?.local).toBeLessThan(0.5 * (warm?.all ?? NaN));
    expect(warm?.inheritedBytes).toBeGreaterThan(0.9 * (warm?.all ?? NaN));
  });
});

describe('what the model passes over', () => {
  function parts(more: Parameters<typeof smallExperiment>[0], machine?: string): readonly string[] {
    return only(eventsOf(smallExperiment({ replicates: 1, ...more }, machine)), 'missing').map(
      ({ part }) => part,
    );
  }

  it('is nothing of a plain experiment on a machine that it knows', () => {
    expect(parts({})).toEqual([]);
  });

  it('is told once: factors, collectors, variables, machines without speeds', () => {
    expect(parts({ factors: { 'host.thp': ['always', 'never'], 'host.paging': ['nested'] } })).toEqual([
      'host.thp',
    ]);
    expect(parts({ collect: ['pageKinds', 'kvmFaults'] })).toEqual(['kvmFaults']);
    expect(parts({}, 'rehearsal-4x2')).toEqual(['machine rehearsal-4x2']);
  });

  it('has the same times at both levels of a factor that is passed over', () => {
    const events = eventsOf(
      smallExperiment({ replicates: 1, phases: ['cold'], factors: { 'host.thp': ['always', 'never'] } }),
    );
    const ends = only(events, 'run_end').map(({ predicted }) => predicted?.seconds);
    expect(new Set(ends).size).toBe(ends.length / 2);
  });
});
