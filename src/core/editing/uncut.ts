import { omit } from '../assist/omit';
import { isObject } from '../check/values';
import type { LayoutDocument } from '../schema/generated/vmlayout.types';
import { asLayoutDocument } from '../schema/validate';

/**
 * A layout that only lacks a cut: it names a machine, and neither a rule nor a VM. No schema lets it pass, but it can be
 * drawn, and is what drawing begins with. null for any other value.
 */
export function uncutLayout(value: unknown): LayoutDocument | null {
  if (!isObject(value) || 'partition' in value) return null;
  const { vms = [] } = value;
  if (!Array.isArray(vms) || vms.length > 0) return null;
  const cut = asLayoutDocument({ ...value, vms: [{ name: 'vm0', pus: '0' }] });
  return cut === null ? null : omit(cut, 'vms');
}
