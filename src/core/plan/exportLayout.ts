import type { Layout } from '../layout/layout';
import type { LayoutDocument } from '../schema/generated/vmlayout.types';
import { guestsOf } from './guest';
import { libvirtDomain } from './libvirt';
import { qemuFile } from './qemuFile';

export type ExportFormat = 'libvirt' | 'qemu';

export const EXPORT_FORMATS: readonly ExportFormat[] = ['libvirt', 'qemu'];

/** One VM of a layout in another program's words. */
export interface ExportedVm {
  readonly vm: string;
  /** Name of its file: `vm0.xml` or `vm0.sh`. */
  readonly file: string;
  /** True for a script. */
  readonly executable: boolean;
  readonly text: string;
}

/**
 * Every VM of a layout as a file for another program: libvirt's domain XML, or a script with QEMU's command line.
 * `document` is what the layout was read from: each part says where it stands there. What the format cannot say is a
 * comment in the file. The layout must have no errors.
 */
export function exportLayout(
  layout: Layout,
  document: LayoutDocument,
  format: ExportFormat,
): readonly ExportedVm[] {
  return guestsOf(layout).flatMap((guest, i) => {
    const vm = layout.vms[i];
    if (vm === undefined) return [];
    const subject = { guest, source: { document, vm }, layout: layout.name };
    return [
      format === 'libvirt'
        ? { vm: vm.name, file: `${vm.name}.xml`, executable: false, text: libvirtDomain(subject) }
        : { vm: vm.name, file: `${vm.name}.sh`, executable: true, text: qemuFile(subject) },
    ];
  });
}
