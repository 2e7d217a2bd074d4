import type { PictureFinding } from '../../src/core/editing/view';
import { element } from '../shared/dom';
import { svgElement } from '../shared/svg';
import type { Say } from '../shared/words';
import { SIGN_SIZE, worst } from './badges';
import { badgeElement } from './overlay';

type Severity = PictureFinding['severity'];

/** The sign of a finding as the picture has it, with its word for readers of the screen. */
export function severitySign(severity: Severity, say: Say, count = 1): HTMLElement {
  return element(
    'span',
    { class: 'severity', role: 'img', 'aria-label': say(`severity_${severity}`, count) },
    svgElement(
      'svg',
      { width: String(SIGN_SIZE), height: String(SIGN_SIZE) },
      badgeElement({ rect: { x: 0, y: 0, width: SIGN_SIZE, height: SIGN_SIZE }, severity, count }),
    ),
  );
}

/** The worst of several findings, with how many there are; null without any. */
export function signOf(findings: readonly PictureFinding[], say: Say): HTMLElement | null {
  const severities = findings.map(({ severity }) => severity);
  return severities.length === 0 ? null : severitySign(worst(severities), say, severities.length);
}
