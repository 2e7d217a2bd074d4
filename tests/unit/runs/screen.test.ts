import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printable } from '../../../src/core/text/printable';
import { outputTail } from '../../../src/runs/outputTail';
import { screen } from '../../../src/runs/screen';

describe('printable', () => {
  test('shows control characters and marks of direction instead of sending them', () => {
    expect(printable('a\x1b[2Jb\u202ec\rd\ne')).toBe('a\\u{1b}[2Jb\\u{202e}c\\u{d}d\\u{a}e');
  });

  test('lets no escape through, whatever a guest prints', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        // A tab is the one control character that does no harm.
        expect(printable(text).replaceAll('\t', '')).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });

  test('leaves text of any language alone', () => {
    expect(printable('Größe 数 é ½')).toBe('Größe 数 é ½');
  });
});

describe('the screen of a run', () => {
  test('keeps the progress below the lines', () => {
    const out: string[] = [];
    const shown = screen((text) => out.push(text));
    shown.progress('run 1 of 2');
    shown.line({ tone: 'bad', text: 'the host said \x07\nno' });
    expect(out.at(-1)).toBe(
      '\r\x1b[2K\x1b[31mthe host said \\u{7}\x1b[0m\r\n\x1b[31mno\x1b[0m\r\n\x1b[1mrun 1 of 2\x1b[0m',
    );
    shown.endProgress();
    shown.line({ tone: 'plain', text: 'done' });
    expect(out.at(-1)).toBe('\r\x1b[2Kdone\x1b[0m\r\n');
  });

  test('writes nothing for progress that has not changed', () => {
    const out: string[] = [];
    const shown = screen((text) => out.push(text));
    shown.progress('a');
    shown.progress('a');
    expect(out).toHaveLength(1);
  });
});

describe('the tail of a program', () => {
  test('is its last lines, and is given once', () => {
    const tail = outputTail();
    const text = Array.from({ length: 40 }, (_, i) => `line ${i}`).join('\n');
    tail.add(new TextEncoder().encode(text));
    const lines = tail.take();
    expect(lines).toHaveLength(12);
    expect(lines.at(-1)).toBe('line 39');
    expect(tail.take()).toEqual([]);
  });

  test('keeps characters whole that come in two pieces', () => {
    const tail = outputTail();
    const bytes = new TextEncoder().encode('é');
    tail.add(bytes.slice(0, 1));
    tail.add(bytes.slice(1));
    expect(tail.take()).toEqual(['é']);
  });
});
