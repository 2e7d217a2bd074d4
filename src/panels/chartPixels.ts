import { l10n, type Disposable, type WebviewPanel } from 'vscode';
import { UserError } from '../lab/lab';
import type { FromResults, ToResults } from '../protocol/results';
import { pngBytes } from './pngBytes';

type Answer = Extract<FromResults, { readonly type: 'drawn' | 'notDrawn' }>;

/** The page of a panel as the one that makes pixels of drawings: the extension has no canvas. */
export interface ChartPixels extends Disposable {
  /** The bytes of a PNG. Rejects with a UserError where the page makes none, or goes away meanwhile. */
  readonly pngOf: (svg: string) => Promise<Uint8Array>;
  /** What the page has sent back; answers that nobody waits for are dropped. */
  readonly answer: (message: Answer) => void;
}

interface Waiting {
  readonly request: number;
  readonly done: (png: Uint8Array) => void;
  readonly fail: (error: UserError) => void;
}

export function chartPixels(
  panel: Pick<WebviewPanel, 'visible' | 'onDidChangeViewState'>,
  post: (message: ToResults) => void,
): ChartPixels {
  let waiting: Waiting | null = null;
  let last = 0;
  const give = (): Waiting | null => {
    const was = waiting;
    waiting = null;
    return was;
  };
  // A page that is hidden is gone, and does not answer.
  const hidden = (): void => {
    if (!panel.visible) give()?.fail(noPage());
  };
  const watch = panel.onDidChangeViewState(hidden);
  return {
    pngOf(svg) {
      give()?.fail(noPng());
      return new Promise((done, fail) => {
        last += 1;
        waiting = { request: last, done, fail };
        post({ type: 'draw', request: last, svg });
        hidden();
      });
    },
    answer(message) {
      if (waiting?.request !== message.request) return;
      const asked = give();
      const png = message.type === 'drawn' ? pngBytes(message.png) : null;
      if (png === null) asked?.fail(noPng());
      else asked?.done(png);
    },
    dispose() {
      watch.dispose();
      give()?.fail(noPage());
    },
  };
}

function noPng(): UserError {
  return new UserError(
    l10n.t('The panel made no PNG of the chart.'),
    l10n.t('Save it as SVG, or try again.'),
  );
}

function noPage(): UserError {
  return new UserError(
    l10n.t('The panel was hidden before its chart was drawn.'),
    l10n.t('Show the panel, and save the chart again.'),
  );
}
