import { needValue, oneWord, parse } from '../arguments';
import { printJson, type Verb } from '../context';
import { describeEstimate } from '../../core/plan/estimate';
import { quoteShell } from '../../core/plan/quote';
import { printable } from '../../core/text/printable';

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
      files: bundle.files.map((file) => file.path),
    });
    return 0;
  }
  context.terminal.out(describeEstimate(bundle.estimate));
  context.terminal.out(`plan ${bundle.planHash}\n`);
  context.terminal.out(rootText(bundle.rootVerbs, out ?? 'DIR'));
  if (out === undefined) for (const file of bundle.files) context.terminal.out(`  ${file.path}\n`);
  else context.terminal.out(`written to ${printable(out)}\n`);
  return 0;
};

/** Where the library on the host looks for the script. */
const ROOT_SCRIPT = '/usr/local/sbin/vmpart-root';

/** What root is needed for, and how to grant just that. `show` is how the library asks whether it was granted. */
function rootText(verbs: readonly string[], bundle: string): string {
  if (verbs.length === 0) return 'no root verbs\n';
  const rules = [...verbs, 'show set-thp'].map((verb) => `${ROOT_SCRIPT} ${verb}`).join(', ');
  return [
    `root verbs: ${verbs.join(', ')}`,
    'As root on the host they are called directly. As another user, and without this, they are left out and the journal says so.',
    `  install:  sudo install -o root -g root -m 755 ${quoteShell(`${bundle}/bin/vmpart-root`)} ${ROOT_SCRIPT}`,
    `  sudoers:  USER ALL=(root) NOPASSWD: ${rules}`,
    '',
  ].join('\n');
}
