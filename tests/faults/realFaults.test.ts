import { afterAll, beforeAll, describe, it } from 'vitest';
import { bear, chains, singleFaults, titleOf, wanted } from './campaign';
import type { FaultHost } from './host';
import { startRehearsalHost } from './rehearsalHost';
import { everything } from '../support/everything';
import { machineTurn } from '../support/machineTurn';
import { vmpart } from '../support/vmpart';

// The same faults with real guests on the emulated machine, one after another: it is one host.

/** Faults that need real guests or a real host, three to an attempt. */
const CHAINS = [
  ['vm-killed', 'disk-full', 'guest-hung'],
  ['run-killed', 'host-rebooted', 'start-killed'],
];

const seed = wanted('VMPART_FAULTS_SEED', 1);
const asked = process.env['VMPART_FAULTS_REAL'];
const wantedTrials = everything ? chains(CHAINS, seed) : [];
const trials = asked === undefined ? wantedTrials : singleFaults(Number(asked), seed + 1);

describe.runIf(trials.length > 0)('an attempt with real guests keeps its word', () => {
  let host: FaultHost;
  let endTurn: () => Promise<void>;

  beforeAll(async () => {
    endTurn = await machineTurn('rehearsal-4x2');
    host = await startRehearsalHost();
  });

  afterAll(async () => {
    await host.stop();
    await vmpart(['rehearse', 'down', '--topology', 'rehearsal-4x2']);
    await endTurn();
  });

  it.each(trials.map((trial) => [titleOf(trial), trial] as const))('%s', async (_, trial) => {
    const user = trial.kinds.some(({ asUser }) => asUser);
    await bear(
      {
        host,
        blocks: 1,
        timeLimitSeconds: 15,
        bootLimitSeconds: 90,
        pace: { lines: user ? 13 : 35, pauseSeconds: 3, guestSeconds: 18 },
        patienceSeconds: 600,
      },
      trial,
    );
  });
});
