import { Uri } from 'vscode';
import type { OutputPart } from '../lab/lab';

export const outputScheme = 'vm-partition-output';

/** A read-only document with what a run or session has printed; `label` is its tab's. */
export function outputUri(attempt: string, part: OutputPart, label: string): Uri {
  return Uri.from({ scheme: outputScheme, path: `/${label}.txt`, query: JSON.stringify({ attempt, part }) });
}
