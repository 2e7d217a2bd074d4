import { l10n, ThemeColor, ThemeIcon } from 'vscode';
import type { AttemptState } from '../core/journal/state';

const passed = new ThemeColor('testing.iconPassed');
const bad = new ThemeColor('testing.iconFailed');

export const attemptIcons: Readonly<Record<AttemptState['state'], ThemeIcon>> = {
  queued: new ThemeIcon('watch'),
  running: new ThemeIcon('sync~spin'),
  finished: new ThemeIcon('pass', passed),
  failed: new ThemeIcon('error', bad),
  cancelled: new ThemeIcon('circle-slash'),
  partial: new ThemeIcon('circle-large-outline'),
  paused: new ThemeIcon('debug-pause'),
};

/** It does not run, and its journal has no end. */
export const brokenIcon = new ThemeIcon('debug-disconnect', bad);

export function brokenWords(): string {
  return l10n.t('broken off; `Resume Attempt` goes on');
}

/** In the editor's language. */
export function stateWords(): Readonly<Record<AttemptState['state'], string>> {
  return {
    queued: l10n.t('queued'),
    running: l10n.t('running'),
    finished: l10n.t('finished'),
    failed: l10n.t('failed'),
    cancelled: l10n.t('cancelled'),
    partial: l10n.t('in part, can be resumed'),
    paused: l10n.t('paused, can be resumed'),
  };
}
