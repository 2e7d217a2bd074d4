/** Everything that the extension can be asked to do. The manifest has a title for each. */
export const commandIds = [
  'check',
  'export',
  'openPicture',
  'openPictureHere',
  'openText',
  'openTextHere',
  'exportPicture',
  'start',
  'openExamples',
  'updateTopology',
  'run',
  'attach',
  'resume',
  'rerunFailed',
  'cancel',
  'pause',
  'openResults',
  'pickHost',
  'connectHost',
  'probeHost',
  'listAttempts',
  'doctor',
  'editHosts',
  'refresh',
  'showLog',
] as const;

export type CommandId = (typeof commandIds)[number];

/** What a command is called with: a resource from a menu, a path from a lens, an item of a view, or nothing. */
export type Command = (argument?: unknown) => unknown;

export type Commands = Partial<Readonly<Record<CommandId, Command>>>;
