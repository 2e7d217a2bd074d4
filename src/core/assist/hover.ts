import type { Layout } from '../layout/layout';
import type { TextRange } from '../text/document';
import { machineLines, layoutLines, ruleLines } from './hovers/documents';
import { cpuListHover, nodeLines, vcpuHover } from './hovers/cpuLists';
import { networkLines, regionLines, vmLines } from './hovers/names';
import { machineAt, placeAt, type Place } from './place';
import { slotAt, type Slot } from './slot';
import type { Subject } from './subject';

/** What the machine and the layout say of a value: what no schema can. */
export interface Hover {
  readonly range: TextRange;
  /** Plain text, a paragraph each. */
  readonly lines: readonly string[];
  /** Rule to read more about; null for none. */
  readonly rule: string | null;
  /** The cut that it is about, which can be shown as a picture; null for none. */
  readonly layout: Layout | null;
}

export function hoverAt(subject: Subject, offset: number): Hover | null {
  const slot = slotAt(subject.doc, offset);
  if (slot === null || slot.text === '') return null;
  const place = placeAt(subject, slot);
  if (place === null) return null;
  if (place.kind === 'accept') return hover(slot.range, ruleLines(slot.text), { rule: slot.text });
  const found = inList(subject, place, slot) ?? { range: slot.range, lines: linesAt(subject, place, slot) };
  return hover(found.range, found.lines, { layout: cutAt(subject, place, slot) });
}

function hover(
  range: TextRange,
  lines: readonly string[],
  { rule = null, layout = null }: Partial<Pick<Hover, 'rule' | 'layout'>>,
): Hover | null {
  return lines.length === 0 ? null : { range, lines, rule, layout };
}

/** The layout that a place stands for: of a machine's name and of a rule that of its document, of a layout's name that one. */
function cutAt(subject: Subject, place: Place, slot: Slot): Layout | null {
  switch (place.kind) {
    case 'machine':
    case 'partition':
      return place.part?.layout ?? null;
    case 'layoutFile':
    case 'levelName':
      return subject.levels.find(({ path }) => path[1] === place.path[1])?.layout ?? null;
    case 'excludeLevel':
      return place.path[2] === 'layout'
        ? (subject.levels.find(({ name }) => name === slot.text)?.layout ?? null)
        : null;
    default:
      return null;
  }
}

/** A part of a CPU list has a hover of its own. */
function inList(subject: Subject, place: Place, slot: Slot): Pick<Hover, 'range' | 'lines'> | null {
  const machine = machineAt(subject, place);
  if (machine === null) return null;
  switch (place.kind) {
    case 'pus':
    case 'threadPus':
    case 'reservedPus':
    case 'nodes':
      return cpuListHover(machine, place, slot);
    case 'vcpus':
      return place.vm === null ? null : vcpuHover(machine, place.vm, slot);
    default:
      return null;
  }
}

function linesAt(subject: Subject, place: Place, slot: Slot): readonly string[] {
  const { part, vm } = place;
  const machine = machineAt(subject, place);
  switch (place.kind) {
    case 'machine':
      return machine === null ? [] : machineLines(machine);
    case 'node':
      return machine === null ? [] : nodeLines(machine, place, Number(slot.text));
    case 'vmName':
      return vm === null || part?.layout == null ? [] : vmLines(part.layout, vm);
    case 'network':
    case 'networkEntry':
      return part?.layout == null ? [] : networkLines(part.layout, slot.text);
    case 'region':
    case 'regionEntry':
      return part?.layout == null ? [] : regionLines(part.layout, slot.text);
    case 'partition':
    case 'layoutFile':
    case 'levelName':
    case 'excludeLevel':
      return layoutLines(cutAt(subject, place, slot));
    default:
      return [];
  }
}
