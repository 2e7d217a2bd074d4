import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ruleLink } from '../../../src/core/check/ruleLink';
import { allRules } from '../../../src/core/check/rules/all';

const root = join(import.meta.dirname, '../../..');
const read = (...path: readonly string[]): string => readFileSync(join(root, ...path), 'utf8');
const ids = allRules.map(({ id }) => id);

/** `group('CPU', 3)` -> CPU01, CPU02, CPU03. */
function group(name: string, last: number): readonly string[] {
  return Array.from({ length: last }, (_, index) => `${name}${String(index + 1).padStart(2, '0')}`);
}

/** What was promised; there may be more. */
const promised = [
  ...group('CPU', 11),
  ...group('NUM', 8),
  ...group('MEM', 7),
  ...group('IO', 5),
  ...group('SHM', 4),
  ...group('NPB', 5),
  ...group('EXP', 5),
];

describe('the rules', () => {
  it('are all there', () => {
    expect(promised.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('have each an id of its own, which is the name of its file', () => {
    expect(new Set(ids).size).toBe(ids.length);
    const files = readdirSync(join(root, 'src/core/check/rules')).filter((file) => file !== 'all.ts');
    expect(files.sort()).toEqual(ids.map((id) => `${id.toLowerCase()}.ts`).sort());
  });

  it.each(allRules)('$id says what it finds, why that matters, and where that is known from', (rule) => {
    expect(rule.title).toMatch(/^\S.{8,100}[^.\s]$/);
    expect(rule.reason).toMatch(/^\S.{30,}\.$/s);
    expect(rule.source).toMatch(/^\S.{5,}$/s);
    expect(['error', 'warning', 'info']).toContain(rule.severity);
  });

  it.each(allRules)('$id has a test of its own', ({ id }) => {
    const own = join(root, 'tests/unit/check/rules', `${id.toLowerCase()}.test.ts`);
    const shared = ['layoutRules', 'experimentRules'].map((name) => read(`tests/unit/check/${name}.test.ts`));
    const isTested = existsSync(own) || shared.some((text) => text.includes(`rule: '${id}'`));
    expect(isTested, `tests/unit/check/rules/${id.toLowerCase()}.test.ts`).toBe(true);
  });
});

describe('docs/rules.md', () => {
  const page = read('docs/rules.md');

  it.each(allRules)('has the section to which a finding of $id links', ({ id, title }) => {
    expect(ruleLink(id).endsWith(`/docs/rules.md#${id.toLowerCase()}`)).toBe(true);
    const section = page.split(/^## /m).find((text) => text.startsWith(`${id}\n`)) ?? '';
    const words = (text: string): string => text.replace(/[\\\s]+/g, ' ');
    expect(words(section)).toContain(words(title));
    expect(section).toContain(`"accept": { "${id}":`);
  });

  it('is in the repository that package.json names', () => {
    const { repository } = JSON.parse(read('package.json')) as { repository: { url: string } };
    expect(ruleLink('SCHEMA')).toBe(`${repository.url.replace(/\.git$/, '')}/blob/main/docs/rules.md`);
    expect(ruleLink('HOST01')).toBe(ruleLink('SCHEMA'));
  });
});
