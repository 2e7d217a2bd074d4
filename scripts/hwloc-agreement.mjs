// Reads captures of machines with this project's readers and holds the result against what hwloc makes of the same
// files: packages, NUMA nodes, cores, PUs, L3 groups, memory of each node, and which PU lies where.
//
//   node scripts/hwloc-agreement.mjs [FOLDER]
//
// FOLDER (../shared/machines when absent) holds hwloc XML, copied trees of /sys and /proc as tar files, and beside a
// capture NAME.xml or NAME.tar.bz2 the file NAME.console with what `lstopo --of console` printed for it. Where that is
// missing the hwloc of this machine is asked. Ends with 1 on a difference that EXPLAINED does not explain.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const COLUMNS = ['packages', 'nodes', 'cores', 'pus', 'l3', 'memory', 'places'];

/** Names that lstopo has for what PUs lie in. */
const PLACES = { package: 'Package', core: 'Core', l3: 'L3(?:Cache)?' };

/** Differences that are hwloc's or those of how it was asked, by capture and column, each with its reason. */
const EXPLAINED = {
  '16amd64-4n4c-cgroup-distance-merge': {
    cores:
      'printed with --merge, which leaves out cores of one PU: hwloc shows 4 PUs and no core, the tree has a core_id and siblings for each of them',
  },
};

const folder = process.argv[2] ?? join(root, '../shared/machines');
if (!existsSync(folder)) {
  console.error(
    `There is no folder ${folder}. Name one with captures: node scripts/hwloc-agreement.mjs FOLDER`,
  );
  process.exit(2);
}
const scratch = mkdtempSync(join(tmpdir(), 'vmpart-agreement-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

const { captureTree, isUnread, readMachineText } = await readers();
const probe = readFileSync(join(root, 'src/payload/probe.sh'), 'utf8');
const captures = readdirSync(folder, { recursive: true })
  .filter((name) => /\.(xml|tar(\.\w+)?)$/.test(name))
  .sort()
  .map((name) => join(folder, name));
const rows = [];
for (const path of captures) rows.push(await compare(path));
print(rows);
process.exitCode = rows.some((row) => row.verdict === 'DIFFERS') ? 1 : 0;

/** The readers as they are in src/, bundled into the scratch folder. */
async function readers() {
  const outfile = join(scratch, 'readers.mjs');
  await esbuild.build({
    stdin: {
      contents: `
        export { readMachineText } from './src/core/topology/machineText';
        export { isUnread } from './src/core/topology/machineRead';
        export { captureTree } from './src/node/trees';`,
      resolveDir: root,
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    outfile,
  });
  return import(pathToFileURL(outfile).href);
}

async function compare(path) {
  const name = basename(path).replace(/\.(xml|tar(\.\w+)?)$/, '');
  const text = (await captureTree(path, probe)) ?? readFileSync(path, 'utf8');
  const read = readMachineText(text, 'auto', 'machine');
  if (isUnread(read))
    return { name, verdict: 'DIFFERS', notes: [`not read: ${read.problems[0].message}`], cells: {} };
  const { by, printed } = consoleOf(path, name);
  const ours = ofMachine(read.machine);
  const cells = Object.fromEntries(COLUMNS.map((column) => [column, `${shown(ours[column])}/-`]));
  if (printed === null) return { name, by, verdict: 'not compared', notes: [], cells };
  const theirs = ofConsole(printed);
  const differing = [];
  for (const column of COLUMNS) {
    const same = sameColumn(column, ours[column], theirs[column]);
    cells[column] = `${shown(ours[column])}/${shown(theirs[column])}`;
    if (!same) differing.push(column);
  }
  const open = differing.filter((column) => EXPLAINED[name]?.[column] === undefined);
  return {
    name,
    by,
    cells,
    verdict: open.length > 0 ? 'DIFFERS' : differing.length > 0 ? 'explained' : 'agrees',
    notes: [
      ...open.map((column) => `${column} differ`),
      ...differing
        .filter((column) => !open.includes(column))
        .map((column) => `${column}: ${EXPLAINED[name][column]}`),
      ...read.machine.warnings.map((warning) => `warning: ${warning}`),
    ],
  };
}

function sameColumn(column, ours, theirs) {
  if (column === 'memory') return sameMemory(ours, theirs);
  return column === 'places' ? samePlaces(ours, theirs) : ours === theirs;
}

/** What counts for hwloc: what is online and what no cgroup forbids. A package is there when one of its PUs or nodes is. */
function ofMachine(machine) {
  const pus = machine.pus.filter((pu) => pu.online && pu.allowed);
  const nodes = machine.nodes.filter((node) => node.allowed);
  const there = new Set(nodes.map((node) => node.id));
  const near = machine.pus.filter((pu) => pu.online && (pu.allowed || there.has(pu.node)));
  const different = (list, key) => new Set(list.map(key).filter((value) => value !== null)).size;
  return {
    packages: different(near, (pu) => pu.package),
    nodes: nodes.length,
    cores: different(pus, (pu) => (pu.core === null ? null : `${pu.package}.${pu.core}`)),
    pus: pus.length,
    l3: different(pus, (pu) => pu.l3),
    memory: new Map(nodes.flatMap((node) => (node.memoryBytes ? [[node.id, node.memoryBytes]] : []))),
    places: new Map(
      pus.map((pu) => [
        pu.id,
        {
          package: pu.package,
          core: pu.core === null ? null : `${pu.package}.${pu.core}`,
          l3: pu.l3,
          node: pu.node,
        },
      ]),
    ),
  };
}

/** Objects counted in the tree that lstopo prints, in its long form (`L3Cache L#0`) and its short one (`L3 L#0`). */
function ofConsole(text) {
  const count = (type) =>
    new Set(
      [...text.matchAll(new RegExp(`(?:^|\\s)${type}(?:\\([^)]*\\))? L#(\\d+)`, 'gm'))].map((m) => m[1]),
    ).size;
  const nodes = [...text.matchAll(/NUMANode(?:\([^)]*\))? L#\d+ \(P#(\d+)(?: local=(\d+)([KMGT])i?B)?/g)];
  return {
    packages: count('Package'),
    nodes: nodes.length,
    cores: count('Core'),
    pus: count('PU'),
    l3: count('L3(?:Cache)?'),
    places: placesOf(text),
    memory: new Map(
      nodes.filter((m) => m[2] !== undefined).map((m) => [Number(m[1]), { value: Number(m[2]), unit: m[3] }]),
    ),
  };
}

/** For each PU the objects above it in the tree that lstopo prints: a line that is indented further lies in it. */
function placesOf(text) {
  const places = new Map();
  const open = [];
  for (const line of text.split('\n')) {
    if (!/ L#\d+/.test(line) && !line.startsWith('Machine')) continue;
    const indent = line.search(/\S/);
    while (open.length > 0 && open.at(-1).indent >= indent) open.pop();
    const node = /NUMANode(?:\([^)]*\))? L#\d+ \(P#(\d+)/.exec(line);
    // A node stands among those that it is local to; of several the first is the ordinary one.
    if (node !== null && open.length > 0) open.at(-1).node ??= Number(node[1]);
    const object = { indent };
    for (const [type, name] of Object.entries(PLACES))
      object[type] = new RegExp(`(?:^|\\s)${name}(?:\\([^)]*\\))? L#(\\d+)`).exec(line)?.[1];
    open.push(object);
    const pu = /PU L#\d+ \(P#(\d+)\)/.exec(line);
    const above = (type) => open.findLast((other) => other[type] !== undefined)?.[type] ?? null;
    if (pu !== null)
      places.set(Number(pu[1]), {
        package: above('package'),
        core: above('core'),
        l3: above('l3'),
        node: above('node'),
      });
  }
  return places;
}

/** The same PUs lie together, whatever the groups are called; what hwloc does not print is not compared. */
function samePlaces(ours, theirs) {
  if (ours.size !== theirs.size) return false;
  return ['package', 'core', 'l3', 'node'].every((type) => {
    const pairs = [...theirs]
      .filter(([, place]) => place[type] !== null)
      .map(([id, place]) => [ours.get(id)?.[type], place[type]]);
    if (type === 'node') return pairs.every(([a, b]) => a === b);
    const count = (values) => new Set(values).size;
    const both = count(pairs.map((pair) => pair.join(' ')));
    return both === count(pairs.map(([a]) => a)) && both === count(pairs.map(([, b]) => b));
  });
}

/** hwloc rounds to the unit that it prints. */
function sameMemory(ours, theirs) {
  const bytes = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };
  return (
    ours.size === theirs.size &&
    [...theirs].every(([id, { value, unit }]) => Math.round((ours.get(id) ?? 0) / bytes[unit]) === value)
  );
}

/** What hwloc prints: from the file beside the capture, else from the hwloc that is installed; null where there is neither. */
function consoleOf(path, name) {
  const beside = join(dirname(path), `${name}.console`);
  if (existsSync(beside)) return { by: 'file', printed: readFileSync(beside, 'utf8') };
  if (spawnSync('lstopo-no-graphics', ['--version']).status !== 0) return { by: 'nothing', printed: null };
  const [input, format] = path.endsWith('.xml') ? [olderXml(path), 'xml'] : [unpacked(path), 'fsroot'];
  const args = ['-i', input, '--if', format, '--of', 'console', '-v'];
  const { status, stdout } = spawnSync('lstopo-no-graphics', args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  return { by: 'lstopo', printed: status === 0 ? stdout : null };
}

/** hwloc 2 reads format 3 once it is called 2 and what is new beside the objects is gone. */
function olderXml(path) {
  const text = readFileSync(path, 'utf8');
  const copy = join(scratch, basename(path));
  writeFileSync(
    copy,
    text
      .replace('<topology version="3.0">', '<topology version="2.0">')
      .replace(/^ {2}<(info|memtier|pci_locality)\b.*\n/gm, ''),
  );
  return copy;
}

function unpacked(path) {
  const into = mkdtempSync(join(scratch, 'tree-'));
  execFileSync('tar', ['-x', '-f', path, '-C', into, '--no-same-owner']);
  const [only] = readdirSync(into);
  return existsSync(join(into, 'sys')) ? into : join(into, only);
}

function shown(value) {
  return value instanceof Map ? value.size : value;
}

function print(table) {
  const head = ['capture', ...COLUMNS, 'hwloc from', 'verdict'];
  const lines = table.map(({ name, by, cells, verdict }) => [
    name,
    ...COLUMNS.map((c) => cells[c] ?? ''),
    by ?? '',
    verdict,
  ]);
  const widths = head.map((word, i) => Math.max(...[head, ...lines].map((line) => String(line[i]).length)));
  const line = (cells) =>
    cells
      .map((cell, i) => String(cell).padEnd(widths[i]))
      .join('  ')
      .trimEnd();
  console.log(
    'ours/hwloc; memory: nodes whose memory is known, the same to the unit that hwloc prints; places: PUs in the same groups',
  );
  console.log(line(head));
  for (const [i, cells] of lines.entries()) {
    console.log(line(cells));
    for (const note of table[i].notes) console.log(`    ${note}`);
  }
  const agreeing = table.filter(({ verdict }) => verdict !== 'DIFFERS' && verdict !== 'not compared').length;
  console.log(`${agreeing} of ${table.length} agree or differ for a reason given here.`);
}
