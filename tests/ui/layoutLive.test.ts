import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { capturedMemory, MEMORY_ATTEMPT, type CapturedMemory } from '../support/capturedMemory';
import { startEditor, type Editor } from './editor';

// The picture of a layout while an attempt at it goes on that nothing in this window follows: the journal of one that
// was captured grows as it did then.

const folder = mkdtempSync(join(tmpdir(), 'vmpart-live-picture-'));
let editor: Editor;
let captured: CapturedMemory;

beforeAll(async () => {
  editor = await startEditor({ workspace: folder });
  captured = capturedMemory(editor.workspace);
  // The second session of the layout has begun.
  captured.readTo(119);
});

afterAll(async () => {
  await editor.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('shows where memory is as soon as that was read', async () => {
  await editor.open('floating.vmlayout.json');
  await editor.command('VM Partition Lab: Open Picture');
  const frame = editor.panel();
  const note = (when: string) => {
    const text = `rehearsed thin bars: memory read ${when}, ${MEMORY_ATTEMPT}`;
    return frame.locator('.notes .note', { hasText: text });
  };
  await note('after run 3 of 3').waitFor({ timeout: 60_000 });
  const bars = frame.locator('.sheet [data-measured] title');
  expect(await bars.count()).toBe(4);
  const before = await bars.first().textContent();
  captured.readTo(128);
  await note('at run 1 of 3').waitFor();
  captured.readTo(142);
  await note('after run 1 of 3').waitFor();
  expect(await bars.first().textContent()).not.toBe(before);
  expect(editor.policyReports).toEqual([]);
});
