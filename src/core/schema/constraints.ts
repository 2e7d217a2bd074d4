import type { ErrorObject } from 'ajv';
import { told } from './told';
import { nearest, quotedList } from './wording';

/** What a string must look like, by the pattern of the schema, where the schema's own description does not say it. */
const PATTERNS: Readonly<Record<string, string>> = {
  '^[A-Za-z][A-Za-z0-9_.-]{0,62}$': 'a letter, then up to 62 letters, digits, `_`, `.` or `-`',
  '^[a-z][a-z0-9-]{0,31}$': 'a lower case letter, then up to 31 lower case letters, digits or `-`',
  '^[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$':
    'a relative path of letters, digits, `_`, `.` and `-`, no part beginning with `.` or `-`',
  '^[!-~]+$': 'printable ASCII characters without spaces',
  '^/': 'an absolute path, beginning with `/`',
  '^[^-\\s][^\\s]*$':
    'a host of the ssh configuration or user@host, without spaces and not beginning with `-`',
};

/** What is wrong with a value by itself; null for keywords that speak of something else. */
export function constraintMessage(error: ErrorObject): string | null {
  const params = error.params as Readonly<Record<string, unknown>>;
  const limit = Number(params['limit']);
  const shown = show(error.data);
  switch (error.keyword) {
    case 'type':
      return `This must be ${typeWords(params['type'])}, not ${kindOf(error.data)}.`;
    case 'const':
      return `This must be ${show(params['allowedValue'])}, not ${shown}.`;
    case 'enum':
      return enumMessage(error.data, params['allowedValues'] as readonly unknown[]);
    case 'pattern':
      return `${shown} is not possible here: write ${patternWords(error)}.`;
    case 'minimum':
    case 'exclusiveMinimum':
      return `${shown} is too small: the least is ${limit}.`;
    case 'maximum':
    case 'exclusiveMaximum':
      return `${shown} is too large: the most is ${limit}.`;
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return limit === 1 ? 'This must not be empty.' : `This is too short: it needs at least ${limit}.`;
    case 'maxLength':
    case 'maxItems':
    case 'maxProperties':
      return `This is too long: it may have at most ${limit}.`;
    case 'uniqueItems':
      return `Each value may stand here once. The items ${Number(params['j']) + 1} and ${Number(params['i']) + 1} are the same.`;
    default:
      return error.message === undefined ? null : `This ${error.message}.`;
  }
}

function enumMessage(data: unknown, allowed: readonly unknown[]): string {
  const hint = typeof data === 'string' ? nearestHint(allowed, data) : '';
  return `This must be one of ${quotedList(allowed.map(String), 'or')}, not ${show(data)}.${hint}`;
}

const nearestHint = told((allowed: readonly unknown[], word) => {
  const close = nearest(word, allowed.map(String));
  return close === null ? '' : ` Did you mean \`${close}\`?`;
});

function patternWords(error: ErrorObject): string {
  const schema = error.parentSchema as { pattern?: string; description?: string } | undefined;
  const known = PATTERNS[schema?.pattern ?? ''];
  if (known !== undefined) return known;
  const description = schema?.description;
  return description === undefined
    ? `text that matches ${schema?.pattern ?? 'the schema'}`
    : description.charAt(0).toLowerCase() + description.slice(1).replace(/\.$/, '');
}

function typeWords(type: unknown): string {
  const types = (Array.isArray(type) ? type : String(type).split(',')).map(String);
  return types.map((name) => TYPE_WORDS[name] ?? name).join(' or ');
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  object: 'an object in braces',
  array: 'a list in brackets',
  string: 'a string in double quotes',
  integer: 'a whole number',
  number: 'a number',
  boolean: '`true` or `false`',
  null: '`null`',
};

function kindOf(data: unknown): string {
  if (data === null) return '`null`';
  if (Array.isArray(data)) return 'a list';
  if (typeof data === 'object') return 'an object';
  return typeof data === 'string' ? 'a string' : show(data);
}

/** A value in a message, short. */
function show(data: unknown): string {
  if (data !== null && typeof data === 'object') return kindOf(data);
  const text = data === undefined ? 'nothing' : JSON.stringify(data);
  return `\`${text.length > 60 ? `${text.slice(0, 57)}...` : text}\``;
}
