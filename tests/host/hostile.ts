import fc from 'fast-check';

/** Strings that do something, or break, where a shell reads them: `canary` is a folder that has to stay empty. */
export function hostileStrings(canary: string): fc.Arbitrary<string> {
  const pieces = [
    '$(touch CANARY/a)',
    '`touch CANARY/b`',
    '; touch CANARY/c;',
    "' ; touch CANARY/d ; '",
    '" ; touch CANARY/e ; "',
    '\n touch CANARY/f \n',
    '| touch CANARY/g',
    '&& touch CANARY/h',
    '} ; touch CANARY/i ; {',
    ') ; touch CANARY/j ; (',
    '\nVMPART_END_OF_FILE\ntouch CANARY/k\n',
    '${HOME}',
    '$0 $@ $*',
    '~root/',
    '*',
    '[a-z]?',
    '!!',
    '\\',
    "\\'",
    "'",
    '"',
    '-n',
    '--',
    '-e',
    '\r\n',
    '\t',
    '\u0001\u001b[2J',
    '\u007f',
    'größe',
    '数',
    '😀',
    '%s%n',
    '=',
    '#',
    '<(touch CANARY/l)',
    '> CANARY/m',
    ' ',
    '',
  ].map((piece) => piece.replaceAll('CANARY', canary));
  const anything = fc.string({ unit: 'binary' }).map((text) => text.toWellFormed().replaceAll('\0', ''));
  const mixed = fc
    .array(fc.oneof(fc.constantFrom(...pieces), anything), { maxLength: 6 })
    .map((parts) => parts.join(''));
  return fc.oneof({ weight: 1, arbitrary: fc.constantFrom(...pieces) }, { weight: 4, arbitrary: mixed });
}
