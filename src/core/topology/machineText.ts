import { validateDocument, asTopologyDocument } from '../schema/validate';
import { parseDocument, rangeAt } from '../text/parse';
import { readCapture } from './capture';
import { machineFromDocument } from './fromDocument';
import { readHwloc } from './hwloc';
import { readLibvirt } from './libvirt';
import { looksLikeLscpu, readLscpu } from './lscpu';
import { unread, type MachineFormat, type MachineRead } from './machineRead';
import { looksSynthetic, readSyntheticText } from './syntheticText';
import { readXml, type XmlElement } from './xml';

/** What a text can turn out to be: `document` is a topology document. */
type Kind = Exclude<MachineFormat, 'auto'> | 'document';

/** How each format is made; shown where a text is not of it. */
const MAKE: Readonly<Record<Exclude<MachineFormat, 'auto'>, string>> = {
  sysfs: 'Make a capture on the machine with: sh probe.sh > FILE. The script lies in dist/payload.',
  hwloc: 'Make it on the machine with: lstopo FILE.xml',
  lscpu: 'Make it on the machine with: lscpu -e -a > FILE',
  libvirt: 'Make it on the machine with: virsh capabilities > FILE',
  synthetic: 'Write for example `pack:2 [numa] core:4 pu:2`.',
};

const IS_NOT: Readonly<Record<Exclude<MachineFormat, 'auto'>, string>> = {
  sysfs: 'This is no capture of /sys and /proc.',
  hwloc: 'This is no hwloc topology.',
  lscpu: 'This is no output of lscpu.',
  libvirt: "This is no XML of a host's capabilities.",
  synthetic: 'This is not the synthetic notation of hwloc.',
};

const ANY =
  'Known are topology documents, what probe.sh and lscpu print, hwloc XML (lstopo FILE.xml), virsh capabilities, and the synthetic notation of hwloc.';

/**
 * A machine from what a program says of one, or from a topology document; or why it could not be read. `name` becomes the
 * machine's id where the text has none. Never throws.
 */
export function readMachineText(text: string, format: MachineFormat, name: string): MachineRead {
  if (text.trim().replace(/^\uFEFF/, '') === '')
    return unread(text, 0, 'The file is empty.', format === 'auto' ? ANY : MAKE[format]);
  if (/^[\s\uFEFF]*</.test(text)) return readXmlText(text, format, name);
  const kind = format === 'auto' ? kindOf(text) : format;
  if (kind === null) return unread(text, 0, 'This is no description of a machine that can be read.', ANY);
  return readAs(kind, text, name);
}

function readAs(kind: Kind, text: string, name: string): MachineRead {
  switch (kind) {
    case 'document':
      return readDocument(text, name);
    case 'sysfs':
      return readSysfs(text, name);
    case 'lscpu':
      return readLscpu(text, name);
    case 'synthetic':
      return readSyntheticText(text, name);
    case 'hwloc':
    case 'libvirt':
      // XML has been looked for before.
      return unread(text, 0, `${IS_NOT[kind]} It is no XML.`, MAKE[kind]);
  }
}

/** Of a text that is no XML; null when it is nothing known. */
function kindOf(text: string): Kind | null {
  if (/^vmpart-capture 1\r?$/m.test(text)) return 'sysfs';
  if (/^[\s\uFEFF]*(\{|\/[/*])/.test(text)) return jsonKind(text);
  if (looksSynthetic(text)) return 'synthetic';
  return looksLikeLscpu(text) ? 'lscpu' : null;
}

/** The whole text decides only where its beginning does not: a key near the start tells the two apart. */
function jsonKind(text: string): Kind | null {
  if (/^[\s\uFEFF]*\{\s*"(lscpu|cpus|caches)"\s*:/.test(text)) return 'lscpu';
  return /"(version|synthetic|nodes|pus)"\s*:/.test(text) ? 'document' : null;
}

function readDocument(text: string, name: string): MachineRead {
  const doc = parseDocument(text);
  const remedy = 'Mend the topology first.';
  const wrong = doc.problems[0] ?? validateDocument('topology', doc)[0];
  if (wrong !== undefined) return unread(text, wrong.range.offset, wrong.message, remedy);
  const value = asTopologyDocument(doc.value);
  if (value === null) return unread(text, 0, 'This is no topology document.', remedy);
  const { machine, problems } = machineFromDocument(value, name);
  const problem = problems[0];
  if (problem !== undefined) return unread(text, rangeAt(doc, problem.path).offset, problem.message, remedy);
  return { machine };
}

function readSysfs(text: string, name: string): MachineRead {
  const capture = readCapture(text, name);
  if (capture === null) return unread(text, 0, IS_NOT.sysfs, MAKE.sysfs);
  if (capture.machine.pus.length === 0)
    return unread(
      text,
      0,
      'The capture names no PU: /sys/devices/system/cpu was missing or empty.',
      'Make it where /sys is mounted, or from a copy with /sys and /proc.',
    );
  return { machine: capture.machine };
}

function readXmlText(text: string, format: MachineFormat, name: string): MachineRead {
  if (format !== 'auto' && format !== 'hwloc' && format !== 'libvirt')
    return unread(text, 0, `${IS_NOT[format]} It is XML.`, MAKE[format]);
  const xml = readXml(text);
  if ('problems' in xml) return xml;
  const kind = xmlKind(xml.roots);
  const root = xml.roots[0];
  if (root === undefined || kind === null || (format !== 'auto' && format !== kind)) {
    const words = format === 'auto' ? 'This XML describes no machine that can be read.' : IS_NOT[format];
    return unread(
      text,
      root?.offset ?? 0,
      root === undefined ? words : `${words} It begins with \`<${root.name.slice(0, 40)}>\`.`,
      format === 'auto' ? ANY : MAKE[format],
    );
  }
  return kind === 'hwloc' ? readHwloc(root, text, name) : readLibvirt(xml.roots, text, name);
}

function xmlKind(roots: readonly XmlElement[]): 'hwloc' | 'libvirt' | null {
  if (roots[0]?.name === 'topology') return 'hwloc';
  return roots.some(({ name }) => name === 'capabilities') ? 'libvirt' : null;
}
