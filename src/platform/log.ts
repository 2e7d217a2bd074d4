import { window, type LogOutputChannel } from 'vscode';
import type { Log } from '../lab/ports';

export function openLog(): LogOutputChannel {
  return window.createOutputChannel('VM Partition Lab', { log: true });
}

/** The lab's own log goes to the same place. */
export function labLog(channel: LogOutputChannel): Log {
  return { info: (message) => channel.info(message), warn: (message) => channel.warn(message) };
}
