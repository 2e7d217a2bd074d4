import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLab } from '../../../src/lab/createLab';
import { exported, ODD_LAYOUTS } from '../../support/exports';
import { labOptions } from '../../support/labOptions';
import { temporaryFolder } from '../../support/temporaryFolder';

const EXAMPLES = join(import.meta.dirname, '../../../examples');

/** What libvirt's own schema says of a domain; its packages are in the group `formats` of scripts/setup.mjs. */
function validate(text: string): string {
  const file = join(temporaryFolder(), 'vm.xml');
  writeFileSync(file, text);
  const { status, stdout, stderr, error } = spawnSync('virt-xml-validate', [file, 'domain'], {
    encoding: 'utf8',
  });
  if (error) throw error;
  return status === 0 ? 'valid' : stdout + stderr;
}

function domain(layout: keyof typeof ODD_LAYOUTS, vm: string): string {
  const found = exported(ODD_LAYOUTS[layout] ?? {}, 'libvirt').find((one) => one.vm === vm);
  expect(found?.file).toBe(`${vm}.xml`);
  return found?.text ?? '';
}

/** The text without its comments, indentation and line ends. */
function bare(xml: string): string {
  return xml.replace(/<!--.*?-->/gs, '').replace(/>\s+</g, '><');
}

describe('the libvirt schema accepts', () => {
  const examples = readdirSync(EXAMPLES).filter((name) => name.endsWith('.vmlayout.json'));

  it.each(examples)('every VM of examples/%s', async (name) => {
    const vms = await createLab(labOptions()).exportLayout(join(EXAMPLES, name), 'libvirt');
    expect(vms.length).toBeGreaterThan(0);
    for (const { vm, text } of vms) expect(`${vm}: ${validate(text)}`).toBe(`${vm}: valid`);
  });

  it.each(Object.keys(ODD_LAYOUTS))('every VM of an odd layout: %s', (name) => {
    for (const { vm, text } of exported(ODD_LAYOUTS[name] ?? {}, 'libvirt'))
      expect(`${vm}: ${validate(text)}`).toBe(`${vm}: valid`);
  });

  it('not everything: what is no domain is refused', () => {
    expect(validate('<domain type="kvm"><name>x</name><numa/></domain>')).not.toBe('valid');
  });
});

describe('the domain of a VM', () => {
  it('says from which nodes its memory comes', () => {
    expect(bare(domain('policies', 'first'))).not.toContain('<numatune>');
    expect(domain('policies', 'first')).toContain('firstTouch: no <numatune>');
    expect(domain('policies', 'bound')).toContain('<memory mode="strict" nodeset="2"/>');
    expect(domain('policies', 'preferred')).toContain('<memory mode="preferred" nodeset="2-3"/>');
    expect(domain('policies', 'preferred')).toContain('before 9.3');
    expect(domain('policies', 'spread')).toContain('<memory mode="interleave" nodeset="0,2-3"/>');
    expect(domain('cells', 'odd')).toContain('<memnode cellid="2" mode="strict" nodeset="3"/>');
  });

  it('has the cells with their memory and distances; cells on one node are not at distance 10', () => {
    const told = bare(domain('cells', 'told'));
    expect(told).toContain('<cell id="1" cpus="4-7" memory="256" unit="MiB" memAccess="shared">');
    expect(told).toContain('<topology sockets="2" cores="1" threads="4"/>');
    expect(told).toContain('<source type="memfd"/><access mode="shared"/>');
    const odd = bare(domain('cells', 'odd'));
    expect(odd).toContain('<sibling id="1" value="11"/><sibling id="2" value="10"/>');
    expect(odd).toContain('<topology sockets="3" cores="2" threads="1"/>');
    expect(odd).toContain('<source type="anonymous"/><allocation mode="ondemand"/>');
  });

  it('has its huge pages, in every cell', () => {
    const pages = bare(domain('pages', 'vm0'));
    expect(pages).toContain('<hugepages><page size="2" unit="MiB" nodeset="0-1"/></hugepages>');
    expect(pages).toContain('<source type="memfd"/><access mode="private"/><allocation mode="immediate"/>');
    expect(bare(domain('plainPages', 'vm0'))).toContain('<hugepages/><source type="memfd"/>');
    expect(domain('plainPages', 'vm0')).not.toContain('<allocation');
  });

  it('says where threads run', () => {
    const pins = [0, 1, 2, 3].map((vcpu) => `<vcpupin vcpu="${vcpu}" cpuset="0-3"/>`).join('');
    expect(bare(domain('devices', 'a'))).toContain(
      `${pins}<emulatorpin cpuset="5"/><iothreadpin iothread="1" cpuset="4,6"/>`,
    );
    expect(domain('devices', 'a')).toContain('taskset -pc 4,6 TID');
    expect(domain('devices', 'a')).toContain('<vcpu placement="static" cpuset="0-3">4</vcpu>');
    expect(domain('devices', 'b')).toContain('<vcpupin vcpu="3" cpuset="8-11"/>');
    expect(domain('devices', 'c')).toContain('<vcpupin vcpu="3" cpuset="15"/>');
  });

  it('has its interfaces', () => {
    const a = bare(domain('devices', 'a'));
    expect(a).toContain(
      '<mac address="52:54:00:4e:00:01"/><source bridge="cluster"/><target dev="vmtap1n1"/>' +
        '<model type="virtio"/><driver name="vhost" queues="4"/>',
    );
    const b = bare(domain('devices', 'b'));
    expect(b).toContain('<model type="rtl8139"/>');
    expect(b).toContain('<address domain="0x0000" bus="0x41" slot="0x00" function="0x1"/>');
    expect(domain('policies', 'bound')).toContain('<source bridge="vmpart0"/>');
  });

  it('has its regions, and a cell where persistent memory needs one', () => {
    const a = bare(domain('devices', 'a'));
    expect(a).toContain('<maxMemory slots="2" unit="MiB">640</maxMemory><memory unit="MiB">640</memory>');
    expect(a).toContain('<cell id="0" cpus="0-3" memory="256" unit="MiB"/>');
    expect(a).toContain('<path>/dev/shm/vmpart-dax</path></source><target><size unit="MiB">128</size>');
    expect(a).toContain('<path>/dev/hugepages/vmpart-wide</path>');
    expect(a).toContain('<shmem name="vmpart-bar"><model type="ivshmem-plain"/><size unit="MiB">4</size>');
    expect(domain('devices', 'a')).toContain('numactl -m 0 fallocate -l 134217728 /dev/shm/vmpart-dax');
  });

  it('has a balloon where it is asked for', () => {
    expect(domain('devices', 'a')).toContain('<memballoon model="none"/>');
    expect(domain('devices', 'b')).toContain('<memballoon model="virtio"/>');
    expect(domain('devices', 'c')).toContain('<memballoon model="virtio" freePageReporting="on"/>');
  });

  it('says where each part comes from', () => {
    const a = domain('devices', 'a');
    expect(a).toContain('<!-- vms[0].pus, vms[0].pinning -->');
    expect(a).toContain('<!-- default: policy, nodes -->');
    expect(a).toContain('<!-- vms[0].nics[1]: network cluster. ');
    expect(a).toContain('<!-- vms[0].host: for the host left alone -->');
    expect(domain('pages', 'vm1')).toContain(
      '<!-- defaults.backing, defaults.pageSize, defaults.prealloc -->',
    );
    expect(domain('pages', 'vm1')).toContain('<!-- partition -->\n  <vcpu');
    expect(domain('plainPages', 'vm0')).toContain('<!-- defaults.backing; default: pageSize, prealloc -->');
  });

  it('has an id of its own, the same every time', () => {
    const ids = (name: string) =>
      exported({ partition: { vms: 16 }, defaults: { memory: '1GiB' } }, 'libvirt', name).map(
        ({ text }) => /<uuid>(.*)<\/uuid>/.exec(text)?.[1],
      );
    expect(ids('x')).toEqual(ids('x'));
    expect(new Set([...ids('x'), ...ids('y')]).size).toBe(32);
    for (const id of ids('x'))
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
