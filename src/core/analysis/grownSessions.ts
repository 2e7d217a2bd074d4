import type { SessionState } from '../journal/state';
import { type Gathering, grown } from './grown';

/** What is made of sessions one after the other. */
export interface SessionGathering<A> extends Gathering<SessionState, A> {
  /** One that can be changed without changing the other. */
  readonly copyOf: (made: A) => A;
}

/**
 * What is made of the sessions of an attempt, asked again and again while it goes on. Those at the end that run change
 * with every line and are looked at each time, the others once. What is returned is changed by the next call.
 */
export function grownSessions<A>({
  start,
  add,
  copyOf,
}: SessionGathering<A>): (sessions: readonly SessionState[]) => A {
  const gather = grown({ start, add });
  return (sessions) => {
    const settled = withoutRunning(sessions);
    const made = gather(sessions, settled);
    if (settled === sessions.length) return made;
    const whole = copyOf(made);
    for (const session of sessions.slice(settled)) add(whole, session);
    return whole;
  };
}

/** How many there are before those that run at the end. */
function withoutRunning(sessions: readonly SessionState[]): number {
  let count = sessions.length;
  while (sessions[count - 1]?.state === 'running') count -= 1;
  return count;
}
