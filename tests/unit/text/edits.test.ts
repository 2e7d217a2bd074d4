import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonPath, TextChange, ValueChange } from '../../../src/core/text/document';
import { applyEdits, changesToEdits } from '../../../src/core/text/edits';
import { parseDocument } from '../../../src/core/text/parse';

const change = (text: string, ...changes: TextChange[]): string =>
  applyEdits(text, changesToEdits(parseDocument(text), changes));

describe('changesToEdits', () => {
  it('replaces only the value', () => {
    const text = '{\n  // why\n  "a": 1, // one\n  "b": [1,2]\n}\n';
    expect(changesToEdits(parseDocument(text), [{ path: ['a'], value: 10 }])).toEqual([
      { offset: text.indexOf('1,') + 1, length: 0, text: '0' },
    ]);
  });

  it('adds a key behind the comment of the last one', () => {
    expect(change('{\n  "a": 1 // one\n}\n', { path: ['b'], value: 2 })).toBe(
      '{\n  "a": 1, // one\n  "b": 2\n}\n',
    );
  });

  it('keeps a trailing comma as the habit of the document', () => {
    expect(change('{\n  "a": 1, // one\n}', { path: ['b'], value: 2 })).toBe(
      '{\n  "a": 1, // one\n  "b": 2,\n}',
    );
  });

  it('stays on one line where the document does', () => {
    expect(change('{ "a": [1, 2] }', { path: ['a', 2], value: 3 })).toBe('{ "a": [1, 2, 3] }');
    expect(change('{ "a": 1, "b": 2, "c": 3 }', { path: ['b'], remove: true })).toBe('{ "a": 1, "c": 3 }');
    expect(change('{ "a": 1, "b": 2 }', { path: ['b'], remove: true })).toBe('{ "a": 1 }');
  });

  it('follows tabs and CR LF', () => {
    const text = '{\r\n\t"a": 1\r\n}\r\n';
    expect(change(text, { path: ['b', 'c'], value: 'x'.repeat(100) })).toBe(
      `{\r\n\t"a": 1,\r\n\t"b": {\r\n\t\t"c": "${'x'.repeat(100)}"\r\n\t}\r\n}\r\n`,
    );
  });

  it('fills empty documents, objects and arrays', () => {
    expect(change('', { path: ['a'], value: 1 })).toBe('{ "a": 1 }');
    expect(change('{}', { path: ['a'], value: 1 })).toBe('{\n  "a": 1\n}');
    expect(change('{ /* later */ }', { path: ['a'], value: 1 })).toBe('{ /* later */\n  "a": 1\n}');
    expect(change('{\n  // later\n}', { path: ['a'], value: 1 })).toBe('{\n  // later\n  "a": 1\n}');
  });

  it('removes a line and no comment with it', () => {
    const text = '{\n  "a": 1,\n  // about b\n  "b": 2, // two\n  "c": 3 // three\n}';
    expect(change(text, { path: ['a'], remove: true })).toBe(text.replace('  "a": 1,\n', ''));
    expect(change(text, { path: ['c'], remove: true })).toBe(
      '{\n  "a": 1,\n  // about b\n  "b": 2 // two\n  // three\n}',
    );
  });

  it('puts items behind another one and the comment of its line', () => {
    const text = '[\n    1, // one\n    2 // two\n  ]';
    const list = (items: string): string => `{\n  "a": ${items}\n}`;
    expect(change(list(text), { path: ['a', 0], behind: [7, 8] })).toBe(
      list('[\n    1, // one\n    7,\n    8,\n    2 // two\n  ]'),
    );
    expect(change(list(text), { path: ['a', 1], behind: [7, 8] })).toBe(
      list('[\n    1, // one\n    2, // two\n    7,\n    8\n  ]'),
    );
    expect(change(list('[1, 2]'), { path: ['a', 0], behind: [7] })).toBe(list('[1, 7, 2]'));
    expect(change(list('[1, 2]'), { path: ['a', 0], behind: [] })).toBe(list('[1, 2]'));
    expect(() => change(list('[1]'), { path: ['a', 1], behind: [7] })).toThrow('no item');
  });

  it('writes an object as those beside it are written', () => {
    const spread = '{ "a": [\n  {\n    "b": 1\n  }\n] }';
    expect(change(spread, { path: ['a', 1], value: { b: 2 } })).toBe(
      '{ "a": [\n  {\n    "b": 1\n  },\n  {\n    "b": 2\n  }\n] }',
    );
    const mixed = '{ "a": [\n  { "b": 0 },\n  {\n    "b": 1\n  }\n] }';
    expect(change(mixed, { path: ['a', 2], value: { b: 2 } })).toContain('{ "b": 2 }');
    expect(change(mixed, { path: ['a', 0], behind: [{ b: 2 }] })).toContain('{ "b": 2 }');
    expect(change(mixed, { path: ['a', 1], behind: [{ b: 2 }] })).toContain('{\n    "b": 2\n  }');
  });

  it('puts a member in the place of another', () => {
    const text = '{\n  // which\n  "a": [1], // one\n  "b": 2\n}';
    expect(change(text, { path: ['a'], key: 'c', value: { d: 1 } })).toBe(
      '{\n  // which\n  "c": { "d": 1 }, // one\n  "b": 2\n}',
    );
    expect(() => change(text, { path: ['x'], key: 'c', value: 1 })).toThrow('no member');
  });

  it('replaces a rule by a list in one go', () => {
    const text = '{\n  "version": 1,\n  "partition": { "vms": 2 }, // halves\n  "title": "x"\n}\n';
    const vms = [
      { name: 'vm0', pus: '0-7', memory: '16GiB', policy: 'bind' },
      { name: 'vm1', pus: '8-15', memory: '16GiB', policy: 'bind' },
    ];
    const after = change(text, { path: ['partition'], remove: true }, { path: ['vms'], value: vms });
    expect(after).toBe(
      '{\n  "version": 1,\n  // halves\n  "title": "x",\n  "vms": [\n' +
        '    { "name": "vm0", "pus": "0-7", "memory": "16GiB", "policy": "bind" },\n' +
        '    { "name": "vm1", "pus": "8-15", "memory": "16GiB", "policy": "bind" }\n  ]\n}\n',
    );
  });

  it('ignores removals of what is not there and refuses what does not fit', () => {
    expect(change('{ "a": 1 }', { path: ['x', 'y'], remove: true })).toBe('{ "a": 1 }');
    expect(() => change('{ "a": [] }', { path: ['a', 'key'], value: 1 })).toThrow('does not fit');
  });

  it('equals the change on the value, in edits that ascend and do not overlap, for any document', () => {
    fc.assert(
      fc.property(documents, fc.array(changes, { minLength: 1, maxLength: 5 }), (text, wanted) => {
        const doc = parseDocument(text);
        expect(doc.problems).toEqual([]);
        const fitting = wanted.filter((one) => applied(doc.value, one) !== null);
        const model = fitting.reduce<unknown>((value, one) => applied(value, one) ?? value, doc.value);
        const edits = changesToEdits(
          doc,
          fitting.filter((one, i) => stillFits(doc.value, fitting, i, one)),
        );
        edits.reduce((end, edit) => {
          expect(edit.offset).toBeGreaterThanOrEqual(end);
          return edit.offset + edit.length;
        }, 0);
        const after = parseDocument(applyEdits(text, edits));
        expect(after.problems).toEqual([]);
        expect(after.value).toEqual(model);
      }),
      { numRuns: 400 },
    );
  });

  it('keeps every comment that does not stand inside a value it replaces', () => {
    fc.assert(
      fc.property(documents, fc.array(flatChanges, { minLength: 1, maxLength: 4 }), (text, wanted) => {
        const after = applyEdits(text, changesToEdits(parseDocument(text), wanted));
        expect(after.match(/#\d+#/g) ?? []).toEqual(text.match(/#\d+#/g) ?? []);
      }),
      { numRuns: 400 },
    );
  });
});

const keys = fc.constantFrom('a', 'b', 'c', 'd');
const changes: fc.Arbitrary<ValueChange> = fc.oneof(
  fc.record({
    path: fc.array(fc.oneof(keys, fc.nat(2)), { minLength: 1, maxLength: 3 }),
    // As text has it, which knows no zero below zero.
    value: fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown),
  }),
  fc.record({
    path: fc.array(fc.oneof(keys, fc.nat(2)), { minLength: 1, maxLength: 3 }),
    remove: fc.constant(true as const),
  }),
);
const flatChanges: fc.Arbitrary<ValueChange> = fc.oneof(
  fc.record({ path: fc.tuple(keys), value: fc.integer() }),
  fc.record({ path: fc.tuple(keys), remove: fc.constant(true as const) }),
);

/** Documents with a comment of its own number at every place that may have one, in several layouts. */
const documents: fc.Arbitrary<string> = fc
  .record({
    members: fc.uniqueArray(fc.tuple(keys, fc.oneof(fc.integer(), fc.array(fc.nat(9), { maxLength: 3 }))), {
      selector: ([key]) => key,
      maxLength: 4,
    }),
    gaps: fc.array(fc.constantFrom('', ' ', '\n  ', ' /*#*/ ', ' //#\n  ', '\n  //#\n  ', '\n'), {
      minLength: 24,
      maxLength: 24,
    }),
    trailing: fc.boolean(),
  })
  .map(({ members, gaps, trailing }) => {
    let next = 0;
    const gap = (): string => (gaps[next++ % gaps.length] ?? '').replace('#', `#${next}#`);
    const body = members.map(
      ([key, value], i) =>
        `${gap()}"${key}":${JSON.stringify(value)}${gap()}${i < members.length - 1 || trailing ? `,${gap()}` : ''}`,
    );
    return `{${body.join('')}${gap()}}${gap()}`;
  });

/** The change on plain data; null where it does not fit. */
function applied(value: unknown, wanted: ValueChange): unknown {
  const copy: unknown = structuredClone(value);
  return put(copy, wanted.path, wanted) ? copy : null;
}

function stillFits(value: unknown, all: readonly ValueChange[], index: number, one: ValueChange): boolean {
  const before = all.slice(0, index).reduce<unknown>((now, next) => applied(now, next) ?? now, value);
  return applied(before, one) !== null;
}

function put(value: unknown, path: JsonPath, wanted: ValueChange): boolean {
  const [head, ...rest] = path;
  if (head === undefined) return false;
  const array = Array.isArray(value);
  if (value === null || typeof value !== 'object' || array !== (typeof head === 'number'))
    return 'remove' in wanted;
  const holder = value as Record<string | number, unknown>;
  const missing = array ? Number(head) >= value.length : !(head in holder);
  const slot = array && missing ? value.length : head;
  if ('remove' in wanted) {
    if (missing) return true;
    if (rest.length > 0) return put(holder[head], rest, wanted);
    if (array) value.splice(Number(head), 1);
    else Reflect.deleteProperty(holder, head);
    return true;
  }
  if (missing || rest.length === 0) {
    holder[slot] = rest.reduceRight<unknown>(
      (inner, part) => (typeof part === 'string' ? { [part]: inner } : [inner]),
      wanted.value,
    );
    return true;
  }
  return put(holder[head], rest, wanted);
}
