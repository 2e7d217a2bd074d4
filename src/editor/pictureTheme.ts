import { ColorThemeKind, window } from 'vscode';
import type { PictureTheme } from '../core/picture/palette';

const themes: Readonly<Record<ColorThemeKind, PictureTheme>> = {
  [ColorThemeKind.Light]: 'light',
  [ColorThemeKind.Dark]: 'dark',
  [ColorThemeKind.HighContrast]: 'highContrast',
  [ColorThemeKind.HighContrastLight]: 'highContrastLight',
};

/** The palette that goes with the editor's colours now. */
export function pictureTheme(): PictureTheme {
  return themes[window.activeColorTheme.kind];
}
