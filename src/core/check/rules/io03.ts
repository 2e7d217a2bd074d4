import type { Layout, Vm } from '../../layout/layout';
import type { Problem } from '../../text/document';
import { cardOf } from '../../topology/hostNics';
import type { LayoutRule } from '../rule';
import { count, listed } from '../words';

/**
 * Slots of q35's root bus on which a device can be put: 32 less the host bridge and the chipset's slot 31. Tried with
 * QEMU 7.2: one device more and it ends with `PCI: no slot/function available`. MAX_NICS (8) binds the old -nic and
 * -net options alone.
 */
const SLOTS = 30;
/** What every guest has there beside interfaces: its disk and its source of random numbers. */
const OWN_DEVICES = 2;
/** More choices than that are no help. */
const MOST_FIXES = 4;

export const io03: LayoutRule = {
  id: 'IO03',
  subject: 'layout',
  severity: 'error',
  title: 'More network interfaces than fit, or a host interface that is not there',
  reason:
    'Every interface takes a slot of the PCI bus, and QEMU does not start when they run out. A network cannot leave the host through an interface that the host does not have.',
  source:
    'QEMU, docs/pcie.txt (root bus of q35) and hw/net (MAX_NICS of -nic); paper, section IX (N25: 8 interfaces)',
  *check(layout) {
    yield* absentCards(layout);
    for (const vm of layout.vms) {
      const most = slotsFor(vm);
      if (vm.nics.length > most) yield tooMany(vm, most);
    }
  },
};

/** Interfaces for which a VM has room. Regions and the balloon (which reports free pages too) are devices as well. */
function slotsFor(vm: Vm): number {
  const balloon = vm.balloon || vm.freePageReporting ? 1 : 0;
  return Math.max(0, SLOTS - OWN_DEVICES - balloon - vm.regions.length);
}

function tooMany(vm: Vm, most: number): Problem {
  const path = [...vm.path, 'nics'];
  const extra = vm.nics.map((_nic, index) => index).slice(most);
  return {
    message: `VM "${vm.name}" has ${count(vm.nics.length, 'network interface')}, but its PCI bus has room for ${most} beside its other devices. Use at most ${most}.`,
    path,
    fixes:
      most === 0
        ? []
        : [
            {
              title: 'Keep the first ones that fit',
              safe: false,
              // From the back, so that the numbers of the others stay.
              changes: extra.reverse().map((index) => ({ path: [...path, index], remove: true })),
            },
          ],
  };
}

/** A machine that lists no interfaces does not say which it has. */
function* absentCards({ machine, networks }: Layout): Iterable<Problem> {
  const names = machine.nics.map(({ name }) => name);
  for (const { name, hostNic } of networks) {
    if (hostNic === null || names.length === 0 || cardOf(machine, hostNic) !== null) continue;
    const path = ['networks', name, 'hostNic'];
    yield {
      message: `Network "${name}" leaves the host through ${hostNic}, which "${machine.id}" does not have. Use ${listed(names.slice(0, 8))}; if ${hostNic} is made of these, add it to the machine's \`nics\`.`,
      path,
      fixes: names
        .slice(0, MOST_FIXES)
        .map((value) => ({ title: `Use ${value}`, safe: false, changes: [{ path, value }] })),
    };
  }
}
