import { workspace, type Uri } from 'vscode';
import type { Severity, SeveritySettings } from '../core/check/rule';

const section = 'vmPartitionLab';

/** Machine-scoped: a workspace cannot set them. */
export interface MachineSettings {
  /** Absolute path; null for the place that the command line uses too. */
  readonly hostsFile: string | null;
  readonly sshPath: string;
  /** Host of workspaces in which none was picked; null to ask. */
  readonly defaultHost: string | null;
}

export interface Settings extends MachineSettings {
  /** Of the workspace; a folder may have its own. */
  readonly severities: SeveritySettings;
}

export function machineSettings(): MachineSettings {
  const settings = workspace.getConfiguration(section);
  return {
    hostsFile: settings.get<string>('hostsFile', '').trim() || null,
    sshPath: settings.get<string>('sshPath', '').trim() || 'ssh',
    defaultHost: settings.get<string>('defaultHost', '').trim() || null,
  };
}

/** Whether an experiment that has results is opened with its panel. */
export function opensResults(scope: Uri): boolean {
  return workspace.getConfiguration(section, scope).get('results.openWithExperiment') === true;
}

/** Whether VMs and rules of layouts show what they come to. */
export function showsInlayHints(scope: Uri): boolean {
  return workspace.getConfiguration(section, scope).get('inlayHints') !== false;
}

/** Whether names of VMs are marked with the colours of the picture. */
export function showsVmColours(scope: Uri): boolean {
  return workspace.getConfiguration(section, scope).get('vmColours') !== false;
}

/** Severity by rule id, for the folder that the document lies in. Values that mean nothing are left out. */
export function severities(scope?: Uri): SeveritySettings {
  const value: unknown = workspace.getConfiguration(section, scope).get('severities');
  if (value === null || typeof value !== 'object') return {};
  return Object.fromEntries(Object.entries(value).filter(isSeverity));
}

function isSeverity(entry: readonly [string, unknown]): entry is [string, Severity | 'off'] {
  return ['error', 'warning', 'info', 'off'].includes(String(entry[1]));
}
