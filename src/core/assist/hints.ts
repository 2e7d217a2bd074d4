import { count } from '../check/words';
import type { Layout, Vm } from '../layout/layout';
import { numbersInWords } from '../text/count';
import type { JsonPath, TextRange } from '../text/document';
import { rangeAt, type ParsedDocument } from '../text/parse';
import { nodesOf } from '../topology/queries';
import type { LayoutPart, Subject } from './subject';
import { partOf, sizeToTenth } from '../text/size';
import { bytesOfNodes } from './words';

/** Words that the editor shows at an offset of the text without their being in it. */
export interface Hint {
  readonly offset: number;
  readonly text: string;
}

/** What each VM and each rule comes to on its machine. */
export function hintsOf({ doc, parts }: Subject): readonly Hint[] {
  return parts.flatMap((part) => hintsOfPart(doc, part));
}

/** `4 VMs of 4 PUs, 7.0 GiB each`; `3 VMs of 2-4 PUs, 3.0 to 7.0 GiB each` where they differ. */
export function layoutInWords({ vms, hosts }: Layout): string {
  const sizes = [...new Set(vms.map((vm) => vm.pus.length))].sort((a, b) => a - b);
  const bytes = [...new Set(vms.map((vm) => vm.memoryBytes))].sort((a, b) => a - b);
  const most = sizes.at(-1) ?? 0;
  const pus = sizes.length > 1 ? `${sizes[0] ?? 0}-${count(most, 'PU')}` : count(most, 'PU');
  const largest = sizeToTenth(bytes.at(-1) ?? 0);
  const memory = bytes.length > 1 ? `${sizeToTenth(bytes[0] ?? 0)} to ${largest}` : largest;
  const spread = hosts.length > 1 ? ` over ${hosts.length} hosts` : '';
  const each = vms.length === 1 ? '' : ' each';
  return `${count(vms.length, 'VM')} of ${pus}, ${memory}${each}${spread}`;
}

/** `node 1 · 4 PUs, 7.0 of 8 GiB`, and from where the memory comes when that is elsewhere. */
export function vmInWords({ machine }: Layout, vm: Vm): string {
  const nodes = nodesOf(machine, vm.pus);
  const where = nodes.length === 0 ? '' : `${numbersInWords('node', nodes)} · `;
  const memory = partOf(vm.memoryBytes, bytesOfNodes(machine, vm.nodes));
  const from = vm.nodes.join() === nodes.join() ? '' : ` from ${numbersInWords('node', vm.nodes)}`;
  return `${where}${count(vm.pus.length, 'PU')}, ${memory}${from}`;
}

function hintsOfPart(doc: ParsedDocument, { base, layout }: LayoutPart): readonly Hint[] {
  if (layout === null || layout.vms.length === 0) return [];
  if (layout.fromRule)
    return [{ offset: placeFor(doc, [...base, 'partition']), text: layoutInWords(layout) }];
  return layout.vms
    .filter((vm) => vm.pus.length > 0)
    .map((vm) => ({ offset: placeFor(doc, [...base, ...vm.path]), text: vmInWords(layout, vm) }));
}

/** Behind an object on one line and its comma; behind the opening brace of one on several lines. */
export function placeFor({ text, ...doc }: ParsedDocument, path: JsonPath): number {
  const range: TextRange = rangeAt({ text, ...doc }, path);
  const end = range.offset + range.length;
  const isOneLine = !/[\r\n]/.test(text.slice(range.offset, end));
  if (!isOneLine) return range.offset + 1;
  return text[end] === ',' ? end + 1 : end;
}
