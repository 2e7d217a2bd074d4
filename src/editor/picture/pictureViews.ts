import type { TextDocument } from 'vscode';
import type { Drawn } from '../../lab/picture';
import type { Context } from '../../platform/context';
import { severities } from '../../platform/settings';
import type { ToLayout } from '../../protocol/layout';

/** The last picture that could be drawn, and of which version of the text. */
interface LastDrawn {
  readonly version: number;
  readonly drawn: Drawn;
}

/** What the page of one picture is told about its text. */
export interface PictureViews {
  readonly last: LastDrawn | null;
  /** Messages that bring the page up to date: the last picture too where the page is `new` and the text is broken. */
  read(isNew: boolean): Promise<readonly ToLayout[]>;
}

export function pictureViews({ lab, host }: Context, document: TextDocument): PictureViews {
  let last: LastDrawn | null = null;
  return {
    get last() {
      return last;
    },
    async read(isNew) {
      const { version } = document;
      const answer = await lab().picture.view(document.uri.fsPath, document.getText(), {
        severities: severities(document.uri),
        ...(host.name === null ? {} : { host: host.name }),
      });
      // The change has asked for a new one already.
      if (document.isClosed || document.version !== version) return [];
      const before = isNew && last !== null ? [viewMessage(last)] : [];
      if (answer.kind === 'notDrawn') {
        const { message, line, column } = answer;
        return [...before, { type: 'stale', version, stale: { message, line, column } }];
      }
      last = { version, drawn: answer };
      return [viewMessage(last)];
    },
  };
}

function viewMessage({ version, drawn }: LastDrawn): ToLayout {
  return { type: 'view', version, view: drawn.view };
}
