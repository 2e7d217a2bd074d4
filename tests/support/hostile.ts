import fc from 'fast-check';

/** Pieces that have broken shells, and what surrounds them. `canary` is a command whose effect would be seen. */
function pieces(canary: string): readonly string[] {
  return [
    `$(${canary})`,
    `\`${canary}\``,
    `;${canary};`,
    `|${canary}`,
    `&&${canary}`,
    `\n${canary}\n`,
    `'${canary}'`,
    `';${canary};'`,
    `"$(${canary})"`,
    `<(${canary})`,
    `\${x:-$(${canary})}`,
    "'",
    '"',
    '\\',
    '\\\n',
    '\r\n',
    '\n',
    '\t',
    ' ',
    '*',
    '?',
    '[a-z]',
    '~',
    '~root',
    '-rf',
    '--',
    '$HOME',
    '${IFS}',
    '!!',
    '#',
    '../../..',
    '/etc/passwd',
    '%s%n',
    '\u0001\u001b[2J',
    '\u2028',
    '\ufeff',
    'é',
    '漢字',
    '😀',
    '',
  ];
}

/** Strings without NUL that try to run `canary` or to break a quoting. */
export function hostileString(canary: string): fc.Arbitrary<string> {
  const piece = fc.constantFrom(...pieces(canary));
  const any = fc
    .string({ unit: 'binary', maxLength: 20 })
    .map((text) => text.replaceAll('\0', '').toWellFormed());
  return fc
    .array(fc.oneof({ weight: 3, arbitrary: piece }, any), { minLength: 0, maxLength: 6 })
    .map((parts) => parts.join(''));
}
