import type { CustomTextEditorProvider, Disposable } from 'vscode';
import type { Commands } from '../../platform/commands';
import type { Context } from '../../platform/context';
import { reporting } from '../../platform/failure';
import { layoutOrPick } from '../layoutArgument';
import { exportPicture } from './exportPicture';
import { layoutEditor } from './layoutEditor';
import { openPicture, openText, type Where } from './switchEditors';

export interface Pictures extends Disposable {
  readonly provider: CustomTextEditorProvider;
  readonly commands: Commands;
}

/** Everything that belongs to the picture of a layout. */
export function openPictures(context: Context): Pictures {
  const editor = layoutEditor(context);
  const { log } = context;
  const opening = (open: typeof openPicture, where: Where) => (argument: unknown) =>
    reporting(log, async () => {
      const uri = await layoutOrPick(argument);
      if (uri !== null) await open(uri, where);
    });
  return {
    provider: editor.provider,
    commands: {
      openPicture: opening(openPicture, 'beside'),
      openPictureHere: opening(openPicture, 'here'),
      openText: opening(openText, 'beside'),
      openTextHere: opening(openText, 'here'),
      exportPicture: (argument) => reporting(log, () => exportPicture(context, editor, argument)),
    },
    dispose: () => void editor.dispose(),
  };
}
