import type { PictureFinding } from '../../src/core/editing/view';
import { element } from '../shared/dom';
import { svgElement } from '../shared/svg';
import type { Say } from '../shared/words';
import { badgeElement } from './overlay';

type Severity = PictureFinding['severity'];

const ORDER: readonly Severity[] = ['error', 'warning', 'info'];
const SIZE = 13;

/** The sign of a finding as the picture has it, with its word for readers of the screen. */
export function severitySign(severity: Severity, say: Say, count = 1): HTMLElement {
  return element(
    'span',
    { class: 'severity', role: 'img', 'aria-label': say(`severity_${severity}`, count) },
    svgElement(
      'svg',
      { width: String(SIZE), height: String(SIZE) },
      badgeElement({ rect: { x: 0, y: 0, width: SIZE, height: SIZE }, severity, count }),
    ),
  );
}

/** The worst of several findings, with how many there are; null without any. */
export function signOf(findings: readonly PictureFinding[], say: Say): HTMLElement | null {
  const worst = ORDER.find((one) => findings.some(({ severity }) => severity === one));
  return worst === undefined ? null : severitySign(worst, say, findings.length);
}
