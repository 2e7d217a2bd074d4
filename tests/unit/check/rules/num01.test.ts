import { describe, expect, it } from 'vitest';
import { rulesIn } from '../cutTrial';

describe('NUM01', () => {
  it('is not misled by the PUs of another host', () => {
    const vms = [
      { name: 'a', host: 'left', pus: '0-3', memory: '1GiB' },
      { name: 'b', host: 'right', pus: '3-4', memory: '1GiB' },
    ];
    expect(rulesIn({ hosts: ['left', 'right'], vms }, {})).toEqual(['NUM01']);
    const one = vms.map((vm) => ({ ...vm, host: 'left' }));
    expect(rulesIn({ hosts: ['left', 'right'], vms: one }, {})).toEqual(['CPU02']);
  });
});
