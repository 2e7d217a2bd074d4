import { describe, expect, it } from 'vitest';
import { createLab } from '../../../src/lab/createLab';
import { labOptions } from '../../support/labOptions';

// The editor shows hovers as Markdown. They are given to it as text, and names that are none do not come that far.

const hostile = '<img src=x>[go](command:workbench.action.quit)';
const vms = [{ name: hostile, pus: '0-1', memory: '1GiB' }];
const text = JSON.stringify({ version: 1, machine: 'rehearsal-4x2', vms });

describe('a hover over what is no name', () => {
  it.each([hostile, '0-1', 'rehearsal-4x2'])('over %s has nothing of it', async (place) => {
    const path = '/w/odd.vmlayout.json';
    const { assist } = createLab(labOptions({ [path]: text }));
    const hover = await assist.hover(path, text, text.indexOf(place) + 1);
    expect(hover).not.toBeNull();
    expect(hover?.lines.join()).not.toMatch(/<img|command:/);
  });
});
