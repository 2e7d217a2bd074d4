import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dataFor } from '../../../src/cli/terminal';
import { notice, printable, printableData, shortened } from '../../../src/core/text/printable';
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
    // Making such strings takes seconds on a busy machine.
  }, 60_000);

  test('leaves text of any language alone', () => {
    expect(printable('Größe 数 é ½')).toBe('Größe 数 é ½');
  });
});

describe('data for a page', () => {
  test('has all its texts made harmless and short, and stays what it is otherwise', () => {
    const data = {
      why: 'a\x1b[2J\u202eb',
      runs: [1, null, { mark: 'x'.repeat(5000) }],
      ok: true,
      'a b': ['é'],
    };
    expect(printableData(data)).toEqual({
      ...{ why: 'a\\u{1b}[2J\\u{202e}b', runs: [1, null, { mark: `${'x'.repeat(2000)}… (3000 more)` }] },
      ...{ ok: true, 'a b': ['é'] },
    });
  });
});

describe('words of a host in a notification', () => {
  test('are no link to a command, are one line, and are not without end', () => {
    expect(notice('no kvm\n[Mend it](command:workbench.action.quit)')).toBe(
      'no kvm\\u{a}[Mend it] (command:workbench.action.quit)',
    );
    expect(notice('x'.repeat(5000))).toBe(`${'x'.repeat(1000)}… (4000 more)`);
  });

  test('are cut between characters', () => {
    expect(shortened('a\u{1f600}b', 2)).toBe('a… (3 more)');
    expect(shortened('a\u{1f600}b', 3)).toBe('a\u{1f600}… (1 more)');
    expect(shortened('abc', 3)).toBe('abc');
  });
});

describe('data of the command line', () => {
  const hostile = 'wide\x1b]52;c;cm0=\x07\u202ecba\x9b2J\n\u061cnext\r\n';

  test('controls no terminal', () => {
    expect(dataFor(true, hostile)).toBe('wide\\u{1b}]52;c;cm0=\\u{7}\\u{202e}cba\\u{9b}2J\n\\u{61c}next\n');
  });

  test('goes to files and programs as it is', () => {
    expect(dataFor(false, hostile)).toBe(hostile);
  });
});

describe('the screen of a run', () => {
  test('lets nothing of a guest through but words: clipboard, title, cursor, C1, direction', () => {
    const out: string[] = [];
    const shown = screen((text) => out.push(text));
    const hostile =
      '\x1b]52;c;cm0gLXJm\x07 \x1b]0;t\x07 \x1b[2J\x1b[1;1H \x9b31m \x90q \u202e \u2066 \x08\x00';
    shown.progress(hostile);
    shown.line({ tone: 'dim', text: hostile });
    // What the screen itself writes: clearing its line, bold, dim, plain.
    const own = ['\r\x1b[2K', '\x1b[0m', '\x1b[1m', '\x1b[2m', '\r\n'];
    const said = own.reduce((text, sequence) => text.replaceAll(sequence, ''), out.join(''));
    // eslint-disable-next-line no-control-regex -- control characters are what this is about
    expect(said).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
  });

  test('does not show lines without end, nor lines of any length', () => {
    const out: string[] = [];
    screen((text) => out.push(text)).line({ tone: 'plain', text: `${'x'.repeat(1e6)}\n`.repeat(500) });
    expect(out.join('').length).toBeLessThan(250_000);
    expect(out.join('')).toContain('… (998000 more)');
  }, 60_000);

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

  test('is short, whatever a program prints: 200 MB in which no line ends', () => {
    const tail = outputTail();
    const piece = new TextEncoder().encode('<b>\x1b[2J'.repeat(125_000));
    for (let sent = 0; sent < 200e6; sent += piece.length) tail.add(piece);
    const lines = tail.take();
    expect(lines.join('').length).toBeLessThanOrEqual(12 * 400);
    const out: string[] = [];
    screen((text) => out.push(text)).line({ tone: 'dim', text: lines[0] ?? '' });
    expect(out.join('')).toContain('<b>\\u{1b}[2J');
    // So many bytes take their time on a busy machine.
  }, 60_000);

  test('keeps characters whole that come in two pieces', () => {
    const tail = outputTail();
    const bytes = new TextEncoder().encode('é');
    tail.add(bytes.slice(0, 1));
    tail.add(bytes.slice(1));
    expect(tail.take()).toEqual(['é']);
  });
});
