import type { Link } from '../core/analysis/figures/figure';
import type { AttemptResults, OutputPart } from '../lab/lab';

/**
 * What a session's runs of a program have printed: of the run itself where there is one alone, else of the whole
 * session. null for a link to no session, or to one that is not there.
 */
export function outputOf(
  { samples, state }: Pick<AttemptResults, 'samples' | 'state'>,
  { session, workload, phase }: Link,
): { readonly part: OutputPart; readonly label: string } | null {
  if (session === undefined || !state.sessions.some((one) => one.session === session)) return null;
  const own = samples.filter(
    ({ run, workload: title }) => run.session === session && run.phase === phase && title === workload,
  );
  const [only, ...others] = own;
  if (only?.run.raw != null && others.length === 0) {
    const { file, offset, bytes } = only.run.raw;
    return { part: { file, range: { offset, bytes } }, label: only.run.run };
  }
  return { part: { file: `raw/${session}.txt`, range: null }, label: session };
}
