import type { Event, EventEmitter, ExtensionContext, LogOutputChannel } from 'vscode';
import type { Lab } from '../lab/lab';
import type { PickedHost } from './pickedHost';

/** What editor, runs and panels are given. They know each other only by commands and by `attemptsChanged`. */
export interface Context {
  readonly extension: ExtensionContext;
  /** Made anew when the settings change: ask for it every time. */
  readonly lab: () => Lab;
  readonly log: LogOutputChannel;
  readonly host: PickedHost;
  /** Fires with the name of a host of which a probe came in. */
  readonly probed: Event<string>;
  /** Fires with the path of an experiment of which an attempt began, moved on or ended. */
  readonly attemptsChanged: EventEmitter<string>;
  /** Attempt folders that a terminal of this window follows. */
  readonly followed: Set<string>;
}
