import type { PictureFinding } from '../../src/core/editing/view';
import { element } from '../shared/dom';
import type { Say } from '../shared/words';

type Severity = PictureFinding['severity'];

const ORDER: readonly Severity[] = ['error', 'warning', 'info'];
const characters: Readonly<Record<Severity, string>> = { error: '⊗', warning: '⚠', info: 'ⓘ' };

/** The sign of a finding: a shape of its own besides its colour, and its word for readers of the screen. */
export function severitySign(severity: Severity, say: Say, count = 1): HTMLElement {
  return element(
    'span',
    { class: `severity ${severity}`, role: 'img', 'aria-label': say(`severity_${severity}`, count) },
    count > 1 ? `${characters[severity]} ${String(count)}` : characters[severity],
  );
}

/** The worst of several findings, with how many there are; null without any. */
export function signOf(findings: readonly PictureFinding[], say: Say): HTMLElement | null {
  const worst = ORDER.find((one) => findings.some(({ severity }) => severity === one));
  return worst === undefined ? null : severitySign(worst, say, findings.length);
}
