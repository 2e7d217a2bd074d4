import { needValue, oneWord, parse } from '../arguments';
import { printJson, type Verb } from '../context';
import type { Cell } from '../../core/experiment/cells';
import { describeDisk, describeEstimate } from '../../core/plan/estimate';
import { quoteShell } from '../../core/plan/quote';
import { count } from '../../core/text/count';
import { groupBy } from '../../core/text/groupBy';
import { printable, printableLines } from '../../core/text/printable';
import type { Planned } from '../../lab/lab';

export const plan: Verb = async (argv, context) => {
  const args = parse(argv, { values: ['host', 'out'] });
  const experiment = context.absolute(oneWord(args, 'experiment'));
  const planned = await context.lab.plan(experiment, needValue(args, 'host', 'rehearsal'));
  const out = args.values['out'];
  if (out !== undefined) await context.lab.writeBundle(planned, context.absolute(out));
  const { bundle } = planned;
  if (args.flags.has('json')) {
    printJson(context, {
      planHash: bundle.planHash,
      estimate: bundle.estimate,
      rootVerbs: bundle.rootVerbs,
      costliest: planned.costliest,
      leftOut: planned.leftOut.map((cell) => ({
        ...cell,
        workload: cell.workload.title,
        levels: levelsOf(cell),
      })),
      files: bundle.files.map((file) => file.path),
    });
    return 0;
  }
  context.terminal.out(describeEstimate(bundle.estimate));
  context.terminal.out(describeDisk(bundle.estimate));
  context.terminal.out(costText(planned.costliest));
  context.terminal.out(printableLines(leftOutText(planned.leftOut)));
  context.terminal.out(`plan ${bundle.planHash}\n`);
  context.terminal.out(rootText(bundle.rootVerbs, out ?? 'DIR'));
  if (out === undefined) for (const file of bundle.files) context.terminal.out(`  ${file.path}\n`);
  else context.terminal.out(`written to ${printable(out)}\n`);
  return 0;
};

function costText(costliest: Planned['costliest']): string {
  if (costliest === null) return '';
  const { factor, block, without } = costliest;
  const [what, how] =
    factor === 'phase' ? ['cold phase', 'without it'] : [`factor ${factor}`, 'with one level'];
  const sessions = count(without.sessions, 'session');
  const others = `${count(without.boots, 'boot')} and ${count(without.runs, 'run')}`;
  const before = `${block.sessions}, ${block.boots} and ${block.runs}`;
  return `the ${what} costs most: ${how} a block has ${sessions}, ${others} instead of ${before}\n`;
}

/** Cells shown for one reason; many settings make many of them. */
const MOST_SHOWN = 8;

/** Cells that are left out, those with the same reason together. */
function leftOutText(leftOut: Planned['leftOut']): string {
  const cells = groupBy(leftOut, ({ reason }) => reason);
  return [...cells]
    .flatMap(([reason, alike]) => [
      `left out: ${reason}`,
      ...alike
        .slice(0, MOST_SHOWN)
        .map((cell) => `  ${[cell.layout, cell.workload.title, ...levelWords(cell)].join(', ')}`),
      ...(alike.length > MOST_SHOWN
        ? [`  and ${alike.length - MOST_SHOWN} more with this reason; --json lists all`]
        : []),
    ])
    .map((line) => `${line}\n`)
    .join('');
}

function levelsOf({ levels, workload }: Cell): Readonly<Record<string, string>> {
  return { ...levels, ...workload.levels };
}

function levelWords(cell: Cell): readonly string[] {
  return Object.entries(levelsOf(cell)).map(([factor, level]) => `${factor}=${level}`);
}

/** Where the library on the host looks for the script. */
const ROOT_SCRIPT = '/usr/local/sbin/vmpart-root';

/** This one is not part of a level: it opens counters, and what they count is then missing. */
const FOR_COUNTERS = 'set-perf-paranoid';

function withoutRoot(verbs: readonly string[]): string {
  return verbs.some((verb) => verb.startsWith('set-') && verb !== FOR_COUNTERS)
    ? 'nothing is started, since settings of the host could not be made'
    : 'they are left out and the journal says so';
}

function hasArguments(verb: string): boolean {
  return verb.startsWith('set-') || verb.endsWith('-group');
}

/** What root is needed for, and how to grant just that. `show` is how the library asks whether it was granted. */
function rootText(verbs: readonly string[], bundle: string): string {
  if (verbs.length === 0) return 'no root verbs\n';
  // vmpart-root checks what follows a verb.
  const rules = [...verbs.map((verb) => (hasArguments(verb) ? `${verb} *` : verb)), 'show set-thp']
    .map((verb) => `${ROOT_SCRIPT} ${verb}`)
    .join(', ');
  return [
    `root verbs: ${verbs.join(', ')}`,
    `As root on the host they are called directly. As another user, and without this, ${withoutRoot(verbs)}.`,
    `  install:  sudo install -o root -g root -m 755 ${quoteShell(`${bundle}/bin/vmpart-root`)} ${ROOT_SCRIPT}`,
    `  sudoers:  USER ALL=(root) NOPASSWD: ${rules}`,
    '',
  ].join('\n');
}
