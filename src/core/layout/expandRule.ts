import type { LayoutDocument } from '../schema/generated/vmlayout.types';
import { formatCpuList } from '../text/cpuList';
import type { ValueChange } from '../text/document';
import { formatSize } from '../text/size';
import type { Layout } from './layout';

/**
 * Changes that replace a document's `partition` rule by the VMs that it makes, with name, PUs and memory; other
 * settings stay in `defaults`. Empty when the document has no rule or the rule makes no VM.
 */
export function expandRule(doc: LayoutDocument, layout: Layout): ValueChange[] {
  if (doc.partition === undefined || layout.vms.length === 0) return [];
  const ownMemory = doc.defaults?.memory === undefined;
  const vms = layout.vms.map(({ name, host, pus, memoryBytes }) => ({
    name,
    ...(host === null ? {} : { host }),
    pus: formatCpuList(pus),
    ...(ownMemory && memoryBytes > 0 ? { memory: formatSize(memoryBytes) } : {}),
  }));
  // The list first, behind a rule that could be read: what stands before it may be broken.
  return [
    { path: ['vms'], value: vms },
    { path: ['partition'], remove: true },
  ];
}
