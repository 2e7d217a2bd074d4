import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../lab/ports';

/** The wall clock of this machine. `sleep` rejects with the signal's reason as soon as it fires. */
export const nodeClock: Clock = {
  now: () => Date.now(),
  sleep: async (milliseconds, signal) => {
    try {
      await delay(milliseconds, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      throw signal?.aborted === true ? signal.reason : error;
    }
  },
};
