import { Uri, window } from 'vscode';
import { isExperiment } from './documents';

/** What an item of a view stands for; commands read it. */
export interface Subject {
  /** Absolute path of an experiment. */
  readonly experiment?: string;
  /** Absolute path of an attempt folder. */
  readonly attempt?: string;
  readonly host?: string;
}

/** What a command was called on: a view's item, a file, a path; else the experiment in the active editor. */
export function subjectOf(argument: unknown): Subject {
  if (argument instanceof Uri) return ofPath(argument.fsPath);
  if (typeof argument === 'string') return ofPath(argument);
  if (argument !== null && typeof argument === 'object' && 'subject' in argument)
    return argument.subject as Subject;
  const active = window.activeTextEditor?.document.uri;
  return active !== undefined && isExperiment(active) ? { experiment: active.fsPath } : {};
}

function ofPath(path: string): Subject {
  if (path.endsWith('.vmexperiment.json')) return { experiment: path };
  const experiment = experimentOf(path);
  return experiment === null ? {} : { experiment, attempt: path };
}

/** `x/NAME.vmresults/ATTEMPT` -> `x/NAME.vmexperiment.json`; null for any other path. */
export function experimentOf(attemptFolder: string): string | null {
  const match = /^(.*)\.vmresults[\\/][^\\/]+[\\/]?$/.exec(attemptFolder);
  return match?.[1] === undefined ? null : `${match[1]}.vmexperiment.json`;
}

/** `20261122T162659Z-quad-ab12cd34` in parts; null for a name that is no attempt's. */
export function attemptParts(folder: string): { readonly began: Date; readonly host: string } | null {
  const name = folder.replace(/[\\/]+$/, '').replace(/^.*[\\/]/, '');
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-(.+)-[0-9a-f]{8}$/.exec(name);
  if (match === null) return null;
  const [, year, month, day, hours, minutes, seconds, host = ''] = match;
  return { began: new Date(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`), host };
}

/** For people: local time and host; the name itself when it is none of ours. */
export function attemptLabel(folder: string, locale: string): string {
  const parts = attemptParts(folder);
  if (parts === null) return folder.replace(/^.*[\\/]/, '');
  const time = parts.began.toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' });
  return `${time} · ${parts.host}`;
}

/** The same where there is little room and the host stands elsewhere: the day only where it is not today's. */
export function shortAttemptLabel(folder: string, locale: string, today: Date): string {
  const parts = attemptParts(folder);
  if (parts === null) return attemptLabel(folder, locale);
  const { began } = parts;
  const day = { month: 'short', day: 'numeric' } as const;
  const year = began.getFullYear() === today.getFullYear() ? {} : ({ year: 'numeric' } as const);
  const isToday = began.toDateString() === today.toDateString();
  return began.toLocaleString(locale, {
    ...(isToday ? {} : { ...day, ...year }),
    hour: 'numeric',
    minute: '2-digit',
  });
}
