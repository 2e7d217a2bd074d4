import type { Experiment } from '../experiment/experiment';
import { rankPlacement } from '../experiment/ranks';
import type { Workload } from '../experiment/workload';
import { launcherOf } from '../programs/registry';
import type { ParsedDocument } from '../text/parse';
import { rangeAt } from '../text/parse';
import type { HostFacts } from '../topology/facts';
import type { Finding } from './rule';

/**
 * What a probed host lacks for an experiment: rights to KVM, swap, the launchers' commands. Only commands that the probe
 * looked for are told; the preflight on the host looks at everything else.
 */
export function hostFindings(
  doc: ParsedDocument,
  experiment: Experiment,
  facts: HostFacts,
  host: string,
): readonly Finding[] {
  const launchers = experiment.workloads.flatMap((workload) =>
    missingTools(experiment, workload, facts).map(({ name, reason }) =>
      finding(
        doc,
        workload.path,
        `Host ${host} has no ${name.replaceAll('|', ' or ')}, which ${reason}. Install it there, or choose another launcher than ${workload.launcher}.`,
      ),
    ),
  );
  // Programs of an entry and their variants lack the same: it is told once.
  const told = new Map(launchers.map((one) => [`${one.message} ${JSON.stringify(one.paths)}`, one]));
  return [...kvmFinding(doc, facts, host), ...swapFinding(doc, experiment, facts, host), ...told.values()];
}

function kvmFinding(doc: ParsedDocument, facts: HostFacts, host: string): readonly Finding[] {
  if (facts.kvm !== false) return [];
  const message = `Host ${host} does not let this user open /dev/kvm. Load the kvm module there, and add the user to the group kvm.`;
  return [finding(doc, ['layouts'], message)];
}

/** Memory of guests is in no file: without swap the host cannot take any of it back. */
function swapFinding(
  doc: ParsedDocument,
  { techniques, factors }: Experiment,
  { settings }: HostFacts,
  host: string,
): readonly Finding[] {
  const inList = techniques.indexOf('reclaim');
  const isLevel = factors['technique']?.includes('reclaim') === true;
  if (settings['swapTotal'] !== '0 kB' || (inList < 0 && !isLevel)) return [];
  const message = `Host ${host} has no swap, through which the technique "reclaim" takes memory of VMs back: no run behind it would count. Give it swap of the size of the VMs, or leave "reclaim" out.`;
  return [finding(doc, inList < 0 ? ['factors', 'technique'] : ['techniques', inList], message)];
}

function missingTools(
  experiment: Experiment,
  workload: Workload,
  facts: HostFacts,
): readonly { readonly name: string; readonly reason: string }[] {
  const first = experiment.layouts[0];
  const ranks = first === undefined ? [] : rankPlacement(workload, first.layout);
  if (ranks.length === 0) return [];
  const { needs } = launcherOf(workload.launcher).launch({
    where: 'guests',
    mpi: workload.mpi,
    ranks,
    threads: 1,
    region: null,
    environment: {},
    subnet: '',
    paths: { helper: '', ranksFile: '', hostFile: '', sshConfig: '', remoteShell: '', sharedLibrary: '' },
  });
  return needs.filter(({ name }) => {
    const looked = name.split('|').filter((tool) => Object.hasOwn(facts.tools, tool));
    return looked.length > 0 && looked.every((tool) => facts.tools[tool] === null);
  });
}

function finding(doc: ParsedDocument, path: readonly (string | number)[], message: string): Finding {
  return {
    rule: 'HOST01',
    severity: 'warning',
    message,
    range: rangeAt(doc, path),
    paths: [path],
    concerns: { pus: [], nodes: [] },
    fixes: [],
  };
}
