import { omit } from '../assist/omit';
import type { Vm } from '../layout/layout';
import type { Vm as VmDocument, VmSettings } from '../schema/generated/vmlayout.types';
import { formatCpuList } from '../text/cpuList';
import { formatSize } from '../text/size';
import type { SettingsView } from './view';

/** What the schema says of keys that nobody wrote; of the others it depends on the VM. */
const UNWRITTEN = {
  backing: 'anon',
  cells: 'none',
  pinning: 'perVcpu',
  threadsPerCore: 1,
  prealloc: false,
  balloon: false,
  freePageReporting: false,
} as const satisfies VmSettings;

export function defaultsView(defaults: VmSettings): SettingsView {
  return { written: defaults, effective: { ...UNWRITTEN, ...defaults } };
}

/** `written` is null for a VM of a rule, which has no place of its own. */
export function vmSettingsView(vm: Vm, written: VmDocument | null, defaults: VmSettings): SettingsView {
  return {
    written: written === null ? {} : omit(written, 'name', 'pus', 'host', 'accept'),
    effective: {
      ...(vm.memoryBytes > 0 ? { memory: formatSize(vm.memoryBytes) } : {}),
      ...(vm.pageSizeBytes === null ? {} : { pageSize: formatSize(vm.pageSizeBytes) }),
      nodes: formatCpuList(vm.nodes),
      policy: vm.policy,
      backing: vm.backing,
      cells: written?.cells ?? defaults.cells ?? UNWRITTEN.cells,
      emulatorPus: formatCpuList(vm.emulatorPus),
      ioThreadPus: formatCpuList(vm.ioThreadPus),
      nics: written?.nics ?? defaults.nics ?? [{}],
      regions: [...vm.regions],
      pinning: vm.pinning,
      threadsPerCore: vm.threadsPerCore,
      prealloc: vm.prealloc,
      balloon: vm.balloon,
      freePageReporting: vm.freePageReporting,
    },
  };
}
