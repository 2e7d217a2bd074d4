import type { PictureTheme } from '../../src/core/picture/palette';

/** The editor's colours and font as a canvas needs them: values, not variables. */
export interface Theme {
  /** True in both high-contrast themes. */
  readonly highContrast: boolean;
  readonly font: string;
  /** Pixels. */
  readonly fontSize: number;
  readonly background: string;
  readonly text: string;
  readonly faint: string;
  readonly line: string;
  readonly axis: string;
  readonly focus: string;
  readonly popup: string;
  readonly popupText: string;
  readonly popupLine: string;
}

export function readTheme(): Theme {
  const style = getComputedStyle(document.body);
  const colour = (...names: readonly string[]): string =>
    names.map((name) => style.getPropertyValue(`--vscode-${name}`).trim()).find((value) => value !== '') ??
    style.color;
  const highContrast = document.body.classList.contains('vscode-high-contrast');
  return {
    highContrast,
    font: style.getPropertyValue('--vscode-font-family').trim() || 'sans-serif',
    fontSize: Number.parseFloat(style.getPropertyValue('--vscode-font-size')) || 13,
    background: colour('editor-background'),
    text: colour('foreground', 'editor-foreground'),
    faint: highContrast ? colour('foreground') : colour('descriptionForeground', 'foreground'),
    line: highContrast ? 'transparent' : colour('widget-border', 'editorWidget-border', 'charts-lines'),
    axis: colour('foreground'),
    focus: colour('focusBorder'),
    popup: colour('editorHoverWidget-background', 'editor-background'),
    popupText: colour('editorHoverWidget-foreground', 'foreground'),
    popupLine: colour('contrastBorder', 'editorHoverWidget-border', 'foreground'),
  };
}

/** The palette of pictures that goes with the editor's theme now. */
export function pictureTheme(): PictureTheme {
  const { classList } = document.body;
  if (classList.contains('vscode-high-contrast-light')) return 'highContrastLight';
  if (classList.contains('vscode-high-contrast')) return 'highContrast';
  return classList.contains('vscode-light') ? 'light' : 'dark';
}

/** Calls back after every change of the editor's theme. */
export function watchTheme(changed: () => void): void {
  const observer = new MutationObserver(changed);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
}
