import { beforeAll, describe, expect, it } from 'vitest';
import { everything } from '../support/everything';
import { bear, singleFaults, titleOf, wanted } from './campaign';
import type { FaultHost } from './host';
import { startStandInHost } from './standIn/standInHost';
import { trial, type TrialSettings } from './trial';

// Faults at random moments of attempts on local processes with stand-in guests: each has a host of its own, so that
// they run side by side.

const trials = singleFaults(
  wanted('VMPART_FAULTS_STAND_IN', everything ? 75 : 28),
  wanted('VMPART_FAULTS_SEED', 1),
);

function settingsFor(host: FaultHost, asUser: boolean): TrialSettings {
  return {
    host,
    blocks: 1,
    timeLimitSeconds: 6,
    bootLimitSeconds: 10,
    pace: { lines: asUser ? 13 : 35, pauseSeconds: 0.4, guestSeconds: 1 },
    patienceSeconds: 240,
  };
}

describe.runIf(process.getuid?.() === 0)('an attempt with stand-in guests keeps its word', () => {
  beforeAll(async () => {
    // Makes the guests' images, which all others use.
    const host = await startStandInHost({ keepsGuests: true });
    const { lost, doubled, leaked, said } = await trial(settingsFor(host, false), [], 0);
    await host.stop();
    expect([...lost, ...doubled, ...leaked], said.join('\n')).toEqual([]);
  });

  it.concurrent.each(trials.map((one) => [titleOf(one), one] as const))('%s', async (_, one) => {
    const host = await startStandInHost({ seed: one.seed });
    try {
      await bear(
        settingsFor(
          host,
          one.kinds.some(({ asUser }) => asUser),
        ),
        one,
      );
    } finally {
      await host.stop();
    }
  });
});
