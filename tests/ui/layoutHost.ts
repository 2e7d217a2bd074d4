import { applyEdits } from '../../src/core/text/edits';
import type { PictureView } from '../../src/core/editing/view';
import type { TextEdit } from '../../src/core/text/document';
import { createLab } from '../../src/lab/createLab';
import type { Drawn } from '../../src/lab/picture';
import type { FromLayout, ToLayout } from '../../src/protocol/layout';
import { labOptions } from '../support/labOptions';

/** A text document and its extension, without an editor: answers the page as the extension does, with the real lab. */
export interface LayoutHost {
  readonly receive: (message: FromLayout) => Promise<void>;
  readonly text: () => string;
  /** What the page would be sent now. Throws for a broken text. */
  readonly view: () => Promise<PictureView>;
  /** As if somebody typed it. */
  readonly setText: (text: string) => Promise<void>;
  /** Everything that the page has said. */
  readonly said: readonly FromLayout[];
}

export function createLayoutHost(
  path: string,
  first: string,
  words: Readonly<Record<string, string>>,
  send: (message: ToLayout) => Promise<void>,
): LayoutHost {
  const lab = createLab(labOptions());
  const said: FromLayout[] = [];
  let text = first;
  let version = 1;
  let drawn: Drawn | null = null;
  let lastQuestion = 0;

  const draw = async (): Promise<void> => {
    const view = await lab.picture.view(path, text);
    drawn = view.kind === 'drawn' ? view : null;
    await send(
      view.kind === 'drawn'
        ? { type: 'view', version, view: view.view }
        : { type: 'stale', version, stale: view },
    );
  };
  const edit = async (edits: readonly TextEdit[]): Promise<void> => {
    text = applyEdits(text, edits);
    version += 1;
    await draw();
  };
  const acted = (
    request: number,
    message: string | null = null,
    select: readonly string[] = [],
  ): Promise<void> => send({ type: 'acted', request, message, first: null, select });

  return {
    said,
    text: () => text,
    async view() {
      const now = await lab.picture.view(path, text);
      if (now.kind === 'drawn') return now.view;
      throw new Error(now.message);
    },
    setText: async (next) => {
      text = next;
      version += 1;
      await draw();
    },
    async receive(message) {
      said.push(message);
      if (message.type === 'ready') {
        await send({ type: 'words', words });
        await draw();
      } else if (message.type === 'act') {
        const outcome = await lab.picture.act(path, text, message.action);
        if (outcome.kind === 'refused')
          await send({ ...outcome, type: 'acted', request: message.request, select: [] });
        else {
          await edit(outcome.edits);
          await acted(message.request, null, outcome.select);
        }
      } else if (message.type === 'preview') {
        const preview = await lab.picture.preview(path, text, message.rule);
        await send({ type: 'preview', request: message.request, ...preview });
      } else if (message.type === 'predict') {
        lastQuestion = message.request;
        const isWanted = (): boolean => lastQuestion === message.request;
        const view = await lab.picture.predict(path, text, message, isWanted);
        if (isWanted()) await send({ type: 'predicted', request: message.request, view });
      } else if (message.type === 'fix') {
        await edit(drawn?.fixes[message.finding]?.[message.fix] ?? []);
        await acted(message.request);
      }
    },
  };
}
