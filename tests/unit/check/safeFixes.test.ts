import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding, Fix } from '../../../src/core/check/rule';
import type { TextEdit, TextRange } from '../../../src/core/text/document';
import { applyEdits } from '../../../src/core/text/edits';
import { experimentBodies, layoutBodies } from './arbitraries';
import { checkExperimentText, checkLayoutText, layoutText, quad, rulesOf, threaded } from './documents';

const seed = 20_260_103;

/** As people write: a comment of its own behind every line, and lines that are empty. */
function commented(text: string): string {
  return text
    .split('\n')
    .map((line, index) => `${line} // note ${index};${index % 5 === 0 ? '\n' : ''}`)
    .join('\n');
}

type Check = (text: string) => readonly Finding[];

function firstSafe(findings: readonly Finding[]): Fix | undefined {
  return findings.flatMap((finding) => finding.fixes).find((fix) => fix.safe);
}

/** Applies safe fixes one by one, as `check --fix` does, and looks at each step. Returns the text and how many. */
function fixAll(text: string, check: Check): { readonly text: string; readonly steps: number } {
  let current = text;
  let findings = check(current);
  for (let steps = 0; ; steps++) {
    const fix = firstSafe(findings);
    if (fix === undefined) return { text: current, steps };
    if (steps === 100) throw new Error(`No end: ${fix.title}`);
    const next = applyEdits(current, fix.edits);
    const after = check(next);
    expectNoNewError(findings, after, fix.edits, next);
    expectCommentsKept(current, next);
    current = next;
    findings = after;
  }
}

/** Every error after the fix stood before it, at the same place or at what the fix changed. */
function expectNoNewError(
  before: readonly Finding[],
  after: readonly Finding[],
  edits: readonly TextEdit[],
  text: string,
): void {
  const errors = before.filter(({ severity }) => severity === 'error');
  const old = errors.map(({ rule, range }) => ({ rule, range: moved(range, edits) }));
  for (const { rule, range, severity, message } of after) {
    if (severity !== 'error') continue;
    const known = old.some((error) => error.rule === rule && touches(error.range, range));
    expect(known, `${rule} ${message}\n${text}`).toBe(true);
  }
}

/** Where a range lies after edits; one that an edit touches grows to the whole of what took its place. */
function moved({ offset, length }: TextRange, edits: readonly TextEdit[]): TextRange {
  const end = offset + length;
  const shift = (until: number): number =>
    edits
      .filter((edit) => edit.offset + edit.length <= until)
      .reduce((sum, edit) => sum + edit.text.length - edit.length, 0);
  const touching = edits.filter((edit) => edit.offset < end && edit.offset + edit.length > offset);
  const start = Math.min(offset, ...touching.map((edit) => edit.offset));
  const growth = touching.reduce((sum, edit) => sum + edit.text.length - edit.length, 0);
  const last = Math.max(end, ...touching.map((edit) => edit.offset + edit.length));
  return { offset: start + shift(start), length: Math.max(0, last - start + growth) };
}

function touches(a: TextRange, b: TextRange): boolean {
  return a.offset <= b.offset + b.length && b.offset <= a.offset + a.length;
}

/** A comment goes only together with the code of its line: of equal lines, as many comments as lines. */
function expectCommentsKept(before: string, after: string): void {
  const kept = new Set(after.match(/\/\/ note \d+;/g));
  const left = after.split('\n').map(codeOf);
  const lines = before
    .split('\n')
    .map((line) => ({ code: codeOf(line), note: /\/\/ note \d+;/.exec(line)?.[0] }));
  const lost = lines.filter(({ code, note }) => /["[{]/.test(code) && note !== undefined && !kept.has(note));
  for (const { code } of lost) {
    const gone =
      lines.filter((line) => line.code === code).length - left.filter((line) => line === code).length;
    const notes = lost.filter((line) => line.code === code).length;
    expect(notes, `comments behind "${code}"\n${before}\n${after}`).toBeLessThanOrEqual(gone);
  }
}

function codeOf(line: string): string {
  return line.replace(/\/\/ note \d+;/, '').replace(/,?\s*$/, '');
}

describe('all safe fixes, one after the other', () => {
  const layouts = fc.tuple(layoutBodies, fc.constantFrom(quad, threaded));

  it('end, leave nothing that is safely mended, make no error and keep comments: layouts', () => {
    let fixed = 0;
    fc.assert(
      fc.property(layouts, ([body, machine]) => {
        const check: Check = (text) => checkLayoutText(text, machine);
        const before = commented(layoutText(body));
        expect(rulesOf(check(before))).not.toContain('SCHEMA');
        const { text, steps } = fixAll(before, check);
        expect(firstSafe(check(text))).toBeUndefined();
        fixed += steps;
      }),
      { numRuns: 100, seed },
    );
    expect(fixed).toBeGreaterThan(50);
  }, 60_000);

  it('end, leave nothing that is safely mended, make no error and keep comments: experiments', () => {
    let fixed = 0;
    fc.assert(
      fc.property(experimentBodies, (body) => {
        const check: Check = (text) => checkExperimentText(text);
        const before = commented(JSON.stringify(body, null, 2));
        expect(rulesOf(check(before))).not.toContain('SCHEMA');
        const { text, steps } = fixAll(before, check);
        expect(firstSafe(check(text))).toBeUndefined();
        fixed += steps;
      }),
      { numRuns: 40, seed },
    );
    expect(fixed).toBeGreaterThan(50);
  }, 60_000);
});
