import type { LayoutRule } from '../rule';
import { named } from '../words';

export const io06: LayoutRule = {
  id: 'IO06',
  subject: 'layout',
  severity: 'error',
  title: 'Network that is not declared',
  reason:
    'An interface on a network that the layout does not have would be on a bridge of its own, and ranks behind it would reach nobody.',
  source: "The layout's `networks`; libvirt, Domain XML format, network interfaces",
  *check(layout) {
    const names = layout.networks.map(({ name }) => name);
    const known = new Set(names);
    const declared = layout.networks.filter(({ path }) => path !== null).map(({ name }) => name);
    for (const vm of layout.vms) {
      for (const [index, { network }] of vm.nics.entries()) {
        if (known.has(network)) continue;
        const path = [...vm.path, 'nics', index, 'network'];
        const only = declared.length === 1 ? declared : [];
        const have = declared.length === 0 ? 'The layout declares none' : `It declares ${named(declared)}`;
        yield {
          message: `Interface ${index} of VM "${vm.name}" is on network "${network}", which the layout does not declare. ${have}. Correct the name, or add it to \`networks\`.`,
          path,
          fixes: [
            ...only.map((value) => ({ title: `Use "${value}"`, safe: false, changes: [{ path, value }] })),
            {
              title: `Declare "${network}"`,
              safe: false,
              changes: [{ path: ['networks', network], value: {} }],
            },
          ],
        };
      }
    }
  },
};
