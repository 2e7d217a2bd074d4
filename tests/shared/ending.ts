import { spawnSync } from 'node:child_process';
import { until } from '../payload/helper';
import type { RunningJob } from './jobs';
import { HOME, regionVerb, type Vms } from './vms';

/** How a run ends that did not end well: as the sh library does it. */

/** What is left of programs is ended in these VMs, then the region is emptied. Bytes that were left in it. */
export function cleared(vms: Vms, names: readonly string[] = vms.names): number {
  for (const name of names) {
    const first = String(vms.firsts.get(name) ?? 0);
    const clear = `${HOME}/bin/clear.sh`;
    spawnSync('nsenter', ['--target', first, '--mount', '--pid', 'sh', clear], { stdio: 'ignore' });
  }
  return Number(regionVerb('purge', vms.region).split(' ')[1]);
}

/** Waits until a job has said a word; fails with what it said instead. */
export async function said(job: RunningJob, word: string): Promise<void> {
  let isOver = false;
  void job.ended.then(() => (isOver = true));
  await until(`the job says ${word}`, () => isOver || job.output().includes(word), 60);
  if (!job.output().includes(word)) throw new Error(job.output());
}
