import { describe, expect, it } from 'vitest';
import { checkLayout, checkMachine, documentFindings, under } from '../../../src/core/check/engine';
import { allRules } from '../../../src/core/check/rules/all';
import { applyEdits } from '../../../src/core/text/edits';
import { parseDocument } from '../../../src/core/text/parse';
import {
  checkExperimentText,
  checkLayoutText,
  fixed,
  layoutText,
  quad,
  rulesOf,
  underlined,
} from './documents';

const wide = (over: object = {}) => ({ name: 'a', pus: '0-7', memory: '2GiB', ...over });

describe('accept', () => {
  it('silences a rule in the whole document', () => {
    const text = layoutText({ vms: [wide()], accept: { NUM01: 'the baseline' } });
    expect(checkLayoutText(text)).toEqual([]);
  });

  it('silences a rule for one VM and leaves the other', () => {
    const text = layoutText({
      vms: [wide({ accept: { NUM01: 'the baseline' } }), { name: 'b', pus: '8-15', memory: '2GiB' }],
    });
    const findings = checkLayoutText(text);
    expect(rulesOf(findings)).toEqual(['NUM01']);
    expect(underlined(text, findings[0])).toBe('"b"');
  });

  it('takes the nearest acceptance, so that the farther one is unused', () => {
    const text = layoutText({ vms: [wide({ accept: { NUM01: 'near' } })], accept: { NUM01: 'far' } });
    const findings = checkLayoutText(text);
    expect(findings.map(({ rule, severity }) => [rule, severity])).toEqual([['ACCEPT', 'info']]);
    expect(findings[0]?.range.offset).toBe(text.lastIndexOf('"NUM01"'));
  });

  it('reports an unused acceptance at its key, with a safe fix that removes it', () => {
    const text = layoutText({ vms: [wide()], accept: { NUM01: 'yes', CPU02: 'no' } });
    const [finding] = checkLayoutText(text);
    expect(finding).toMatchObject({ rule: 'ACCEPT', severity: 'info', fixes: [{ safe: true }] });
    expect(underlined(text, finding)).toBe('"CPU02"');
    const after = fixed(text, finding?.fixes[0]);
    expect(JSON.parse(after)).toMatchObject({ accept: { NUM01: 'yes' } });
    expect(checkLayoutText(after)).toEqual([]);
  });

  it('removes the whole of accept with its last entry', () => {
    const text = layoutText({ partition: { per: 'node' }, accept: { CPU02: 'no' } });
    const after = fixed(text, checkLayoutText(text)[0]?.fixes[0]);
    expect(JSON.parse(after)).not.toHaveProperty('accept');
  });

  it('says when no rule has that name', () => {
    const [finding] = checkLayoutText(layoutText({ partition: { per: 'node' }, accept: { XYZ99: 'no' } }));
    expect(finding?.message).toMatch(/no rule XYZ99/);
  });

  it('calls nothing unused while something could not be read, or the rule is off', () => {
    const accept = { CPU02: 'no' };
    expect(rulesOf(checkLayoutText(layoutText({ partition: { vms: 3 }, accept })))).toEqual(['LAYOUT']);
    expect(
      checkLayoutText(layoutText({ partition: { per: 'node' }, accept }), quad, { CPU02: 'off' }),
    ).toEqual([]);
  });

  it('works for one workload of an experiment', () => {
    const bt = { suite: 'npb', programs: ['bt'], class: 'S', directory: '/npb', ranks: 8 };
    const text = JSON.stringify({
      version: 1,
      layouts: ['a'],
      workloads: [
        { ...bt, name: 'one', accept: { NPB01: 'to see it fail' } },
        { ...bt, name: 'two' },
      ],
    });
    const findings = checkExperimentText(text, { a: { partition: { vms: 1 } } });
    expect(rulesOf(findings)).toEqual(['NPB01']);
    expect(findings[0]?.range.offset).toBe(text.lastIndexOf('"ranks":8') + 8);
  });
});

describe('severities', () => {
  const text = layoutText({ vms: [wide()] });

  it('come from the rule unless a setting says otherwise', () => {
    expect(checkLayoutText(text)[0]?.severity).toBe('warning');
    expect(checkLayoutText(text, quad, { NUM01: 'error' })[0]?.severity).toBe('error');
    expect(checkLayoutText(text, quad, { NUM01: 'off' })).toEqual([]);
  });

  it('do not silence what could not be read', () => {
    const broken = layoutText({ partition: { vms: 32 } });
    expect(rulesOf(checkLayoutText(broken))).toEqual(['CPU03']);
    expect(checkLayoutText(broken, quad, { CPU03: 'off', LAYOUT: 'off' })).toMatchObject([
      { rule: 'LAYOUT', severity: 'error' },
    ]);
  });

  it('of unused acceptances can be set as well', () => {
    const unused = layoutText({ partition: { per: 'node' }, accept: { CPU02: 'no' } });
    expect(checkLayoutText(unused, quad, { ACCEPT: 'warning' })[0]?.severity).toBe('warning');
    expect(checkLayoutText(unused, quad, { ACCEPT: 'off' })).toEqual([]);
  });
});

describe('findings', () => {
  it('come in the order of the text', () => {
    const text = layoutText({
      vms: [wide(), { name: 'b', pus: '7-8,99', memory: '2GiB', nics: [{ model: 'rtl8139' }] }],
      accept: { CPU08: 'no' },
    });
    const findings = checkLayoutText(text);
    expect(rulesOf(findings)).toEqual(['NUM01', 'CPU01', 'CPU02', 'IO04', 'ACCEPT']);
    const offsets = findings.map((finding) => finding.range.offset);
    expect(offsets).toEqual([...offsets].sort((one, other) => one - other));
  });

  it('are one where many VMs inherit one mistake, and the fix changes the one place', () => {
    const text = layoutText({
      defaults: { nics: [{ model: 'rtl8139' }] },
      partition: { per: 'node' },
    });
    const findings = checkLayoutText(text);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.message).toMatch(/3 times more/);
    expect(findings[0]?.fixes[0]?.edits).toEqual([
      { offset: text.indexOf('rtl8139'), length: 7, text: 'virtio' },
    ]);
  });

  it('change a VM alone where others inherit the setting on purpose', () => {
    const text = layoutText({
      defaults: { memory: '6GiB' },
      vms: [
        { name: 'a', pus: '0' },
        { name: 'b', pus: '1', memory: '4GiB' },
        { name: 'c', pus: '4' },
      ],
    });
    const findings = checkLayoutText(text);
    expect(rulesOf(findings)).toEqual(['MEM01']);
    const after = JSON.parse(fixed(text, findings[0]?.fixes[0])) as { defaults: object; vms: object[] };
    expect(after.defaults).toEqual({ memory: '6GiB' });
    expect(after.vms).toMatchObject([{ memory: '4GiB' }, { memory: '4GiB' }, {}]);
    expect(after.vms[2]).not.toHaveProperty('memory');
  });

  it('tell a VM with a setting of its own from those that inherit it', () => {
    const odd = { backing: 'hugetlb', pageSize: '2MiB' } as const;
    const vms = (first: string) => [
      { name: 'a', pus: '0', memory: first },
      { name: 'b', pus: '1' },
    ];
    const own = layoutText({ defaults: { memory: '1GiB', ...odd }, vms: vms('1025MiB') });
    const [finding] = checkLayoutText(own);
    expect(underlined(own, finding)).toBe('"1025MiB"');
    expect(checkLayoutText(fixed(own, finding?.fixes[0]))).toEqual([]);
    const inherited = layoutText({ defaults: { memory: '1025MiB', ...odd }, vms: vms('2GiB') });
    const after = fixed(inherited, checkLayoutText(inherited)[0]?.fixes[0]);
    expect(after).toBe(inherited.replace('1025MiB', '1GiB'));
  });

  it('of a layout inside an experiment stand there, with its own accept', () => {
    const layout = (accept: object) => ({ version: 1, machine: 'm', vms: [wide()], ...accept });
    const text = JSON.stringify({
      version: 1,
      layouts: [
        { name: 'one', layout: layout({ accept: { NUM01: 'yes' } }) },
        { name: 'two', layout: layout({}) },
      ],
      workloads: [{ suite: 'npb', programs: ['cg'], class: 'S', directory: '/npb' }],
    });
    const findings = checkExperimentText(text);
    expect(rulesOf(findings)).toEqual(['NUM01']);
    expect(findings[0]?.range.offset).toBe(text.lastIndexOf('"a"'));
    expect(checkExperimentText(fixed(text, findings[0]?.fixes[0]))).toEqual([]);
  });

  it('compare network cards across the layouts of an experiment', () => {
    const inline = (name: string, model: string) => ({
      name,
      layout: {
        version: 1,
        machine: 'm',
        partition: { vms: 1 },
        defaults: { nics: [{ model }] },
        accept: { NUM01: 'x' },
      },
    });
    const text = (other: string): string =>
      JSON.stringify({
        version: 1,
        layouts: [inline('one', 'rtl8139'), inline('two', other)],
        workloads: [{ suite: 'npb', programs: ['cg'], class: 'S', directory: '/npb' }],
      });
    expect(rulesOf(checkExperimentText(text('virtio')))).toEqual([]);
    expect(rulesOf(checkExperimentText(text('rtl8139')))).toEqual(['IO04', 'IO04']);
  });

  it('of readers keep their names: MACHINE, LAYOUT, EXPERIMENT, SYNTAX, SCHEMA', () => {
    const doc = parseDocument('{"machine": "x", "partition": {"vms": 1}}');
    const problem = (...path: string[]) => ({ message: 'wrong', path });
    expect(rulesOf(checkLayout(doc, null, [problem('machine'), problem('partition')]))).toEqual([
      'MACHINE',
      'LAYOUT',
    ]);
    expect(rulesOf(checkMachine(doc, [problem('machine')]))).toEqual(['MACHINE']);
    const same = JSON.stringify({
      version: 1,
      layouts: ['a', 'a'],
      workloads: [{ suite: 'npb', programs: ['cg'], class: 'S', directory: '/npb' }],
    });
    expect(rulesOf(checkExperimentText(same, { a: { partition: { vms: 1 } } }))).toEqual(['EXPERIMENT']);
    expect(rulesOf(documentFindings(parseDocument('{').problems))).toContain('SYNTAX');
    expect(rulesOf(checkLayoutText('{"version": 1}'))).toContain('SCHEMA');
  });

  it('of rules are dropped where they only follow from what could not be read', () => {
    const doc = parseDocument(layoutText({ vms: [wide()] }));
    const level = checkLayout(doc, null, [under(['vms', 0], { message: 'wrong', path: ['pus'] })]);
    expect(level).toMatchObject([{ rule: 'LAYOUT', message: 'wrong' }]);
  });

  it('keep comments and the rest of the text when fixed', () => {
    const text =
      '{ "version": 1, "machine": "m", // keep\n  "vms": [{ "name": "a", "pus": "0-2,1", "memory": "1GiB" }] }\n';
    const [finding] = checkLayoutText(text);
    expect(applyEdits(text, finding?.fixes[0]?.edits ?? [])).toBe(text.replace('0-2,1', '0-3'));
  });
});

describe('the list of rules', () => {
  it('has each id once, with words and a source', () => {
    const ids = allRules.map((rule) => rule.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const rule of allRules) {
      expect(rule.id).toMatch(/^[A-Z]{2,4}[0-9]{2}$/);
      expect(rule.title.length).toBeGreaterThan(10);
      expect(rule.reason).toMatch(/\.$/);
      expect(rule.source.length).toBeGreaterThan(10);
    }
  });
});
