/**
 * Everything that the extension can be asked to do. The manifest has a title for each. What reaches a host, or starts a
 * program, needs a trusted workspace: its documents and attempts name commands, hosts and folders.
 */
export const commandNeeds = {
  check: 'nothing',
  export: 'nothing',
  openPicture: 'nothing',
  openPictureHere: 'nothing',
  openText: 'nothing',
  openTextHere: 'nothing',
  exportPicture: 'nothing',
  start: 'nothing',
  openExamples: 'nothing',
  newFromFigure: 'nothing',
  advise: 'nothing',
  updateTopology: 'trust',
  run: 'trust',
  predict: 'nothing',
  attach: 'trust',
  resume: 'trust',
  rerunFailed: 'trust',
  cancel: 'trust',
  pause: 'trust',
  openResults: 'nothing',
  exportResults: 'nothing',
  pickHost: 'nothing',
  connectHost: 'trust',
  probeHost: 'trust',
  listAttempts: 'trust',
  doctor: 'trust',
  editHosts: 'nothing',
  refresh: 'nothing',
  showLog: 'nothing',
} as const satisfies Readonly<Record<string, 'nothing' | 'trust'>>;

export type CommandId = keyof typeof commandNeeds;

export const commandIds = Object.keys(commandNeeds) as readonly CommandId[];

/** What a command is called with: a resource from a menu, a path from a lens, an item of a view, or nothing. */
export type Command = (argument?: unknown) => unknown;

export type Commands = Partial<Readonly<Record<CommandId, Command>>>;
