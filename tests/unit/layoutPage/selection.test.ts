import { describe, expect, it } from 'vitest';
import type { PictureView } from '../../../src/core/editing/view';
import {
  extendedBy,
  keptIn,
  nothing,
  ofPus,
  ofVms,
  selectedPus,
  withToggled,
  withVmToggled,
} from '../../../webview/layout/selection';
import { fourNodes, sceneIndex } from './scenes';

const index = sceneIndex(fourNodes, [{ name: 'a', pus: '0-3' }]);

describe('a selection', () => {
  it('is of PUs or of VMs, and each replaces the other', () => {
    expect(extendedBy(index, ofVms(['a']), [5, 4])).toEqual({ kind: 'pus', pus: [4, 5] });
    expect(withVmToggled(ofPus(index, [4]), 'a')).toEqual({ kind: 'vms', names: ['a'] });
    expect(withVmToggled(ofVms(['a']), 'a')).toBe(nothing);
  });

  it('turns PUs over: those that are missing come first, all of them go', () => {
    const some = ofPus(index, [4, 5]);
    expect(selectedPus(withToggled(index, some, [5, 6]))).toEqual([4, 5, 6]);
    expect(selectedPus(withToggled(index, some, [5]))).toEqual([4]);
    expect(withToggled(index, some, [4, 5])).toBe(nothing);
  });

  it('keeps what is still there', () => {
    const view = { vms: [{ name: 'a' }] } as unknown as PictureView;
    expect(keptIn(view, index, ofVms(['a', 'gone']))).toEqual(ofVms(['a']));
    expect(keptIn(view, index, ofVms(['gone']))).toBe(nothing);
    expect(keptIn(view, index, { kind: 'pus', pus: [3, 99] })).toEqual({ kind: 'pus', pus: [3] });
  });
});
