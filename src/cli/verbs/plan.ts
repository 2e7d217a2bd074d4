import { needValue, oneWord, parse } from '../arguments';
import { printJson, type Verb } from '../context';
import { describeEstimate } from '../../core/plan/estimate';

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
  context.terminal.out(rootText(bundle.rootVerbs));
  if (out === undefined) for (const file of bundle.files) context.terminal.out(`  ${file.path}\n`);
  else context.terminal.out(`written to ${out}\n`);
  return 0;
};

/** What root is needed for, and how to grant just that. */
function rootText(verbs: readonly string[]): string {
  if (verbs.length === 0) return 'no root verbs\n';
  const path = '/usr/local/libexec/vmpart-root';
  const rules = verbs.map((verb) => `${path} ${verb}`).join(', ');
  return [
    `root verbs: ${verbs.join(', ')}`,
    'As root on the host they are called directly. As another user, and without this, they are left out and the journal says so.',
    `  install:  sudo install -o root -g root -m 755 bin/vmpart-root ${path}`,
    `  sudoers:  USER ALL=(root) NOPASSWD: ${rules}`,
    '',
  ].join('\n');
}
