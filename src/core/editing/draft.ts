import type { TextChange } from '../text/document';
import type { Action, Outcome } from './action';

/** What an action comes to before it is edits: changes, each made on what those before it have left. */
export type Draft = Changed | Outcome;

export interface Changed {
  readonly kind: 'changes';
  readonly changes: readonly TextChange[];
  /** VMs that should be selected afterwards, by name. */
  readonly select: readonly string[];
}

export type Refusal = Extract<Outcome, { readonly kind: 'refused' }>;

export function changed(changes: readonly TextChange[], select: readonly string[] = []): Changed {
  return { kind: 'changes', changes, select };
}

export function refusal(message: string, first: Refusal['first'] = null): Refusal {
  return { kind: 'refused', message, first };
}

/** Cells that are spelled out fit the vCPUs that a VM has; those that follow its nodes fit any. */
export function cellsFirst(vm: string): Refusal['first'] {
  const action: Action = { kind: 'set', vm, key: 'cells', value: 'perNode' };
  return { title: `Let the cells of "${vm}" follow its nodes`, action };
}
