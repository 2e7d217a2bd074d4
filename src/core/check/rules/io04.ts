import type { LayoutRule } from '../rule';

export const io04: LayoutRule = {
  id: 'IO04',
  subject: 'layout',
  severity: 'warning',
  title: 'rtl8139 outside a comparison',
  reason:
    'Every register access of an emulated card leaves the guest. Between hosts that costs a factor against virtio, unless many VMs share the work.',
  source: 'Paper, section IX (N23 to N27)',
  *check(layout, { beside, factors }) {
    // The experiment sets the card itself, or compares: then it is what the experiment is about.
    if (factors['nic'] !== undefined) return;
    if (beside.some((other) => other.vms.some(({ nics }) => nics.some((nic) => nic.model !== 'rtl8139'))))
      return;
    for (const vm of layout.vms) {
      for (const [index, nic] of vm.nics.entries()) {
        if (nic.model !== 'rtl8139') continue;
        const path = [...vm.path, 'nics', index, 'model'];
        yield {
          message: `VM "${vm.name}" has an emulated rtl8139 network card. Use \`virtio\`, or accept IO04 where the cards are compared.`,
          path,
          fixes: [{ title: 'Use a virtio network card', safe: false, changes: [{ path, value: 'virtio' }] }],
        };
      }
    }
  },
};
