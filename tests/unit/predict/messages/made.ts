import type { RunMessages } from '../../../../src/core/predict/messages/communication';
import type { EndKinds } from '../../../../src/core/predict/messages/kinds';
import { messagePlan } from '../../../../src/core/predict/messages/plan';
import type { Servers } from '../../../../src/core/predict/messages/servers';
import { barrierRounds, partnersTally } from '../../../../src/core/predict/messages/tally';
import { NO_MESSAGE, type ClassTimes, type MessageTimes } from '../../../../src/core/predict/messages/times';
import type { MessageEnd } from '../../../../src/core/predict/messages/way';
import type { Sending } from './oneByOne';

const END: MessageEnd = { vm: null, host: 0, node: 0 };

/**
 * Messages between ranks of which so many in a row are alike, as those of a VM: class 0 within one, class 1 between two, and
 * one thread serves what goes between them.
 */
export function messagesOf(
  ranks: number,
  inARow: number,
  timesOf: ClassTimes,
  sendings: readonly Sending[] = [],
  barriers = 0,
): RunMessages {
  const count = Math.ceil(ranks / inARow);
  const kinds: EndKinds = {
    kindOf: Int32Array.from({ length: ranks }, (_, rank) => Math.floor(rank / inARow)),
    ends: Array.from({ length: count }, () => END),
    classOf: Int32Array.from({ length: count * count }, (_, pair) =>
      Number(Math.floor(pair / count) !== pair % count),
    ),
    samples: [
      [END, END],
      [END, END],
    ],
  };
  const servers: Servers = {
    ...{ count: 1, kinds: ['memory'] },
    between: (from, to) => (from === to ? [] : [{ server: 0, isIn: false }]),
  };
  const tallies = sendings.map(({ partnersOf }) => partnersTally(partnersOf, kinds, servers));
  const plan = messagePlan({ kinds, servers, tallies, rounds: barrierRounds(kinds) });
  return { plan, sent: sendings, barriers, timesOf };
}

/** Every message the same, in memory that all ranks map. */
export function alike(times: Partial<MessageTimes>): ClassTimes {
  return () => ({ ...NO_MESSAGE, ...times });
}
