import { readCapture } from '../core/topology/capture';
import type { Machine } from '../core/topology/machine';
import { isUnread, type MachineFormat } from '../core/topology/machineRead';
import { readMachineText } from '../core/topology/machineText';
import { documentKind } from './documentKind';
import { type Probe, UserError } from './lab';
import { topologyAt } from './machines';
import type { LabOptions, PayloadFile } from './options';
import { HostError } from './ports';

/** A machine from whatever says what one is made of; see {@link Lab.readMachine}. */
export async function readMachineFile(
  options: LabOptions,
  path: string,
  format: MachineFormat = 'auto',
  signal?: AbortSignal,
): Promise<Machine> {
  if (documentKind(path) === 'topology' && format === 'auto') return topologyAt(options, path);
  const script = new TextDecoder().decode((await probeScript(options)).bytes);
  const captured = await options.captureTree(path, script, signal);
  if (captured !== null && format !== 'auto' && format !== 'sysfs')
    throw new UserError(
      `${path} holds a tree of files, which is no ${format} text.`,
      'Leave --format out, or name a file.',
      path,
    );
  const text = captured ?? (await options.files.readText(path));
  if (text === null) throw new UserError(`There is no file ${path}.`, 'Look at the path.', path);
  const read = readMachineText(text, captured === null ? format : 'sysfs', machineName(path));
  if (!isUnread(read)) return read.machine;
  const [problem] = read.problems;
  throw new UserError(
    problem?.message ?? 'No machine can be read from it.',
    problem?.remedy ?? 'Look at the file.',
    captured === null && problem !== undefined ? `${path}:${problem.line}:${problem.column}` : path,
  );
}

/** An id after a file's name, as the schemas take it. */
function machineName(path: string): string {
  const file = (path.split(/[\\/]/).filter(Boolean).at(-1) ?? '').replace(
    /(\.vmtopology\.json|\.tar(\.\w+)?|\.t[gbx]z2?|\.xml|\.txt|\.json)$/i,
    '',
  );
  const name = file.replace(/[^A-Za-z0-9_.-]/g, '-');
  return (/^[A-Za-z]/.test(name) ? name : `machine-${name}`).slice(0, 63);
}

async function probeScript(options: LabOptions): Promise<PayloadFile> {
  const script = (await options.payload()).find((file) => file.path === 'probe.sh');
  if (script === undefined) throw new Error('The payload has no probe.sh.');
  return script;
}

/** Looks at a host now, and keeps what was found for later checks. */
export async function probeHost(options: LabOptions, host: string, signal?: AbortSignal): Promise<Probe> {
  const script = await probeScript(options);
  const channel = await options.connect(host, () => undefined, signal);
  try {
    const result = await channel.exec(new TextDecoder().decode(script.bytes), [], {
      timeoutSeconds: 120,
      ...(signal === undefined ? {} : { signal }),
    });
    const capture = readCapture(result.stdout);
    if (result.code !== 0 || capture === null) {
      throw new HostError(
        `${channel.name} could not be probed: ${result.stderr.trim() || 'it printed no capture.'}`,
        'A host needs a POSIX shell and a mounted /sys and /proc.',
      );
    }
    const probe = { machine: capture.machine, facts: capture.facts };
    await options.probes.write(host, probe);
    return probe;
  } finally {
    await channel.close();
  }
}
