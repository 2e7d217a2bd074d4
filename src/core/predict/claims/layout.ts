import { layoutFromDocument } from '../../layout/fromDocument';
import type { Layout } from '../../layout/layout';
import { partition } from '../../layout/partition';
import type { LayoutDocument } from '../../schema/generated/vmlayout.types';
import { formatCpuList } from '../../text/cpuList';
import type { Problem } from '../../text/document';
import type { Machine } from '../../topology/machine';
import { inTopologicalOrder, packagesOf, usablePus } from '../../topology/queries';
import type { Cell } from './question';

/** The paper does not say how large its region is; this has room for the buffers of 16 ranks. */
const REGION = '512MiB';

/**
 * The layout of a cell on its machine. Natively it is one VM a host, whose PUs carry the ranks of the machine itself
 * (`nativePlacement`). Problems name what the machine cannot have.
 */
export function layoutOfCell(
  cell: Cell,
  machine: Machine,
): { readonly layout: Layout; readonly problems: readonly Problem[] } {
  const used = withFirstPackages(machine, cell.sockets);
  const { vms, problems } = partition(cell.vms ?? { vms: 1 }, used);
  const hosts = cell.hosts === 1 ? null : Array.from({ length: cell.hosts }, (_, host) => `host${host}`);
  const document: LayoutDocument = {
    ...{ version: 1, machine: cell.machine },
    ...(hosts === null ? {} : { hosts, networks: { lan: { hostNic: machine.nics[0]?.name ?? 'eth0' } } }),
    ...(cell.transport === 'shared' ? { regions: { shared: { size: REGION } } } : {}),
    defaults: {
      nics: Array.from({ length: cell.nics }, () => ({ model: cell.nic })),
      ...(cell.transport === 'shared' ? { regions: ['shared'] } : {}),
    },
    vms: (hosts ?? [null]).flatMap((host, h) =>
      vms.map((pus, i) => ({
        ...{ name: `vm${h * vms.length + i}`, pus: formatCpuList(pus) },
        ...(host === null ? {} : { host }),
      })),
    ),
  };
  const made = layoutFromDocument(document, machine, 'claim');
  return { layout: made.layout, problems: [...problems, ...made.problems] };
}

/** The same machine with all other packages kept from VMs. */
function withFirstPackages(machine: Machine, sockets: number): Machine {
  const pus = inTopologicalOrder(usablePus(machine));
  const packages = packagesOf(
    machine,
    pus.map(({ id }) => id),
  ).slice(0, sockets);
  const kept = new Set(packages);
  const others = pus.filter((pu) => pu.package === null || !kept.has(pu.package)).map(({ id }) => id);
  return {
    ...machine,
    reserved: { ...machine.reserved, pus: [...machine.reserved.pus, ...others] },
  };
}
