import type { Action, SettingKey } from '../core/editing/action';
import type { Vm } from '../core/schema/generated/vmlayout.types';
import type { FromLayout } from './layout';
import { either, isFlag, isListOf, isOneOf, isRecord, isText, isVariant, isWhole, type Shape } from './shape';

/** Whether a message of the layout page is one that is understood. What its values mean is judged where it is acted on. */
export function isFromLayout(message: unknown): message is FromLayout {
  return isMessage(message);
}

const isTextOrNull = either(isText, isOneOf(null));
const isTexts = isListOf(isText);
const isPus = isListOf(isWhole);
const isFormat = isOneOf('svg', 'png');
const isPath = isListOf(either(isText, isWhole));

const isRule = isRecord(
  {},
  { vms: isWhole, per: isOneOf('machine', 'package', 'node', 'l3', 'core'), count: isWhole },
);

const isNic = isRecord(
  {},
  {
    network: isText,
    model: isOneOf('virtio', 'rtl8139', 'e1000', 'vfio'),
    queues: isWhole,
    vhost: isFlag,
    device: isText,
  },
);

const isNetwork = isRecord({}, { hostNic: isText });

const isRegion = isRecord(
  { size: isText },
  { node: isWhole, device: isOneOf('devdax', 'ivshmem'), pageSize: isText },
);

/** A key a setting: a new one in the schema must be named here, or this does not compile. */
const settings: Readonly<Record<SettingKey & keyof Vm, true>> = {
  memory: true,
  policy: true,
  backing: true,
  pageSize: true,
  cells: true,
  emulatorPus: true,
  nics: true,
  regions: true,
  ioThreadPus: true,
  pinning: true,
  threadsPerCore: true,
  prealloc: true,
  balloon: true,
  freePageReporting: true,
  nodes: true,
  host: true,
};

const isSetting = isOneOf(...Object.keys(settings));
const isSettingValue = either(isText, isWhole, isFlag, isTexts, isListOf(isNic), isOneOf(null));

const actions: Readonly<Record<Action['kind'], Shape>> = {
  create: isRecord({ pus: isPus, host: isTextOrNull, name: isTextOrNull }),
  give: isRecord({ vm: isText, pus: isPus }),
  free: isRecord({ pus: isPus, host: isTextOrNull }),
  setPus: isRecord({ vm: isText, pus: isPus }),
  split: isRecord({ vm: isText, into: either(isWhole, isOneOf('nodes')) }),
  merge: isRecord({ vms: isTexts }),
  duplicate: isRecord({ vm: isText }),
  rename: isRecord({ vm: isText, name: isText }),
  delete: isRecord({ vms: isTexts }),
  set: isRecord({ vm: isTextOrNull, key: isSetting, value: isSettingValue }),
  applyRule: isRecord({ rule: isRule }),
  expandRule: isRecord({}),
  setRegion: isRecord({ name: isText, region: either(isRegion, isOneOf(null)) }),
  setNetwork: isRecord({ name: isText, network: either(isNetwork, isOneOf(null)) }),
};

const messages: Readonly<Record<FromLayout['type'], Shape>> = {
  ready: isRecord({}),
  act: isRecord({ request: isWhole, action: isVariant('kind', actions) }),
  preview: isRecord({ request: isWhole, rule: isRule }),
  predict: isRecord({
    request: isWhole,
    program: isTextOrNull,
    transport: isOneOf('network', 'shared', null),
    action: either(isVariant('kind', actions), isOneOf(null)),
  }),
  fix: isRecord({ request: isWhole, version: isWhole, finding: isWhole, fix: isWhole }),
  reveal: isRecord({ path: isPath }),
  openText: isRecord({ line: isWhole, column: isWhole }),
  openLink: isRecord({ link: isText }),
  exported: isRecord({ format: isFormat, content: isText }),
};

const isMessage = isVariant('type', messages);
