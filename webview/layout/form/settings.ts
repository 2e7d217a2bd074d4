import type { Action, SettingKey } from '../../../src/core/editing/action';
import type { Choices, PictureFinding, SettingsView } from '../../../src/core/editing/view';
import type { Say } from '../../shared/words';
import type { Page } from '../page';
import { checkSetting, choiceSetting, textSetting, type Field, type FieldRoom, type Shown } from './field';

/** Whose settings a form shows. */
export interface Target {
  /** null for the defaults. */
  readonly vm: string | null;
  /** Position in the view; -1 for the defaults. */
  readonly index: number;
}

interface Described {
  readonly key: SettingKey;
  readonly kind: 'text' | 'number' | 'check' | readonly string[];
  /** True for what only a VM has. */
  readonly isOwn?: boolean;
}

/** In the order of the form; under each heading what belongs together. */
const groups: readonly (readonly [string, readonly Described[]])[] = [
  [
    'memoryGroup',
    [
      { key: 'memory', kind: 'text' },
      { key: 'policy', kind: ['firstTouch', 'bind', 'preferred', 'interleave'] },
      { key: 'nodes', kind: 'text', isOwn: true },
      { key: 'backing', kind: ['anon', 'shared', 'hugetlb'] },
      { key: 'pageSize', kind: [] },
      { key: 'prealloc', kind: 'check' },
      { key: 'balloon', kind: 'check' },
      { key: 'freePageReporting', kind: 'check' },
    ],
  ],
  [
    'cpuGroup',
    [
      { key: 'cells', kind: ['none', 'perNode'] },
      { key: 'pinning', kind: ['perVcpu', 'perNode', 'floating'] },
      { key: 'threadsPerCore', kind: 'number' },
      { key: 'emulatorPus', kind: 'text' },
      { key: 'ioThreadPus', kind: 'text' },
    ],
  ],
];

export interface SettingField {
  readonly key: SettingKey;
  readonly group: string;
  readonly field: Field;
}

/** A field for each simple setting. What is entered is sent as it is; what is wrong with it is told at the field. */
export function settingFields(page: Page, target: Target, choices: Choices): readonly SettingField[] {
  return groups.flatMap(([group, described]) =>
    described
      .filter(({ isOwn }) => isOwn !== true || target.vm !== null)
      .map((one) => ({ key: one.key, group, field: fieldFor(page, target, choices, one) })),
  );
}

function fieldFor(page: Page, target: Target, choices: Choices, { key, kind }: Described): Field {
  const room: FieldRoom = {
    say: page.say,
    label: page.say(`field_${key}`),
    key,
    canReset: true,
    commit: (value) => page.act(setting(target, key, kind, value), (message) => told(message)),
  };
  const field =
    kind === 'check'
      ? checkSetting(room)
      : typeof kind === 'string'
        ? textSetting(room)
        : choiceSetting(room, key === 'pageSize' ? choices.pageSizes : kind);
  const told = (message: string | null): void => {
    if (message !== null) field.refuse(message);
  };
  return field;
}

function setting({ vm }: Target, key: SettingKey, kind: Described['kind'], value: string | null): Action {
  if (value === null) return { kind: 'set', vm, key, value };
  if (kind === 'check') return { kind: 'set', vm, key, value: value === 'true' };
  const isNumber = kind === 'number' && /^\d+$/.test(value);
  return { kind: 'set', vm, key, value: isNumber ? Number(value) : value };
}

/** What a field shows of the settings of a VM or of the defaults. */
export function shownSetting(
  key: SettingKey,
  settings: SettingsView,
  target: Target,
  findings: readonly PictureFinding[],
  say: Say,
): Shown {
  const written = valueOf(settings.written, key);
  return {
    written,
    inherited: valueOf(settings.effective, key) ?? '',
    problem: problemAt(findings, target, key, say),
  };
}

function valueOf(settings: Readonly<Record<string, unknown>>, key: string): string | null {
  const value = settings[key];
  if (value === undefined) return null;
  // Guest cells may be spelled out: they are shown as they stand in the text.
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What a field says of a finding about it: the rule of one that stands at the top of a VM's form, else all of it. */
export function problemAt(
  findings: readonly PictureFinding[],
  target: Target,
  key: string,
  say: Say,
): string | null {
  const finding = findings.find((one) => isAbout(one, target, key));
  if (finding === undefined) return null;
  return finding.vms.includes(target.index) ? say('seeFinding', finding.rule) : finding.message;
}

/** Is a finding about this setting of this VM, or of the defaults? */
function isAbout({ path, severity }: PictureFinding, { vm, index }: Target, key: string): boolean {
  if (severity === 'info') return false;
  return vm === null
    ? path[0] === 'defaults' && path[1] === key
    : path[0] === 'vms' && path[1] === index && path[2] === key;
}
