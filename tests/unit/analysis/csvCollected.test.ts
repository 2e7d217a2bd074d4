import { expect, it } from 'vitest';
import { resultsCsv } from '../../../src/core/analysis/csv';
import type { Results } from '../../../src/core/analysis/results';
import { samplesOf } from '../../../src/core/analysis/samples';
import { readJournal } from '../../../src/core/journal/reader';
import { workload } from '../../support/experiments';
import {
  attemptBegin,
  counters,
  journalText,
  pageKinds,
  runBegin,
  runEnd,
  type Said,
  sessionBegin,
  traffic,
} from '../journal/lines';

/** Rows of the columns that stand behind the fixed ones. */
function csvOf(...said: readonly Said[]): readonly string[] {
  const run = [runBegin('s1', 'r1'), ...said, runEnd('s1', 'r1')];
  const events = [attemptBegin, sessionBegin('s1', 'wide', ['vm0', 'vm1']), ...run];
  const { state } = readJournal(journalText([...events, runBegin('s1', 'r2'), runEnd('s1', 'r2')]));
  const samples = samplesOf(state, [workload({ time: null })], () => '');
  const csv = resultsCsv(samples, { attempt: 'a1', origin: 'measured', cells: [] } as unknown as Results);
  return csv
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(',').slice(22).join(','));
}

it('what was collected of a run stands in columns with units, summed over its VMs', () => {
  const [head, first, second] = csvOf(
    ...[pageKinds('s1', 'r1'), pageKinds('s1', 'r1', { vm: 'vm1', local: { 2: 7 }, inheritedWrongBytes: 1 })],
    ...[counters('s1', 'r1', { guestFaults: 5, vcpuUserSeconds: 1.5, only: 1 })],
    { ...counters('s1', 'r1', { guestFaults: 6, vcpuUserSeconds: 0.25 }), vm: 'vm1' },
    { ...counters('s1', 'r1', { qemuSwapBytes: 4096 }), vm: null },
  );
  expect(head?.split(',')).toEqual([
    ...['pages local [bytes]', 'pages remoteSingle [bytes]', 'pages remoteMultiple [bytes]'],
    ...['pages unmapped [bytes]', 'pages inherited [bytes]', 'pages inheritedWrong [bytes]'],
    ...['VMs guestFaults [count]', 'VMs vcpuUserSeconds [s]', 'host qemuSwapBytes [bytes]'],
  ]);
  expect([first, second]).toEqual(['57,40,40,20,120,31,11,1.75,4096', ',,,,,,,,']);
});

it('so does which way data went, without what no VM has told', () => {
  const through = { regionSentBytes: 7, regionMessages: 3 };
  const [head, first, second] = csvOf(
    traffic('s1', 'r1', through),
    traffic('s1', 'r1', { vm: 'vm1', ...through }),
  );
  expect(head?.split(',')).toEqual([
    ...['VMs networkSentBytes [bytes]', 'VMs networkReceivedBytes [bytes]'],
    ...['VMs regionSentBytes [bytes]', 'VMs regionMessages [count]'],
  ]);
  expect([first, second]).toEqual(['4000000,2000000,14,6', ',,,']);
  expect(csvOf(traffic('s1', 'r1'), traffic('s1', 'r1', { vm: 'vm1' }))[1]).toBe('4000000,2000000,,');
});

it('nothing stands there where nothing was collected', () => {
  expect(csvOf()).toEqual(['', '', '']);
});
