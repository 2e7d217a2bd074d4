import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEditor, untilSeen, type Editor } from '../ui/editor';
import { loadsIn, type Load } from '../ui/loads';
import { setup as packExtension, vsce } from '../ui/packaged';
import { spreadOf, type Spread } from './rounds';

// What the extension costs: with a document of ours, and with another file of JSON with comments, which wakes the extension
// too; in a window that is still starting, where everything competes, and in one that has started. The editor's own figure
// (code loaded and `activate` called, as "Show Running Extensions" says) and, where there is a document of ours, until what
// its text needs is loaded and wired, as the log says. Each round is a new extension host in a real editor. What such a host
// takes for any extension is told by one that does nothing, which is woken by the same events of the same hosts.

/** Milliseconds on the wall. */
const MOST = { own: 50, other: 5 };
const [, , , ...words] = process.argv;
const rounds = Number(words[0] ?? 7);

const DOCUMENTS = {
  own: {
    name: 'cut.vmlayout.json',
    text: '{ "version": 1, "machine": "rehearsal-4x2", "partition": { "vms": 4 } }\n',
  },
  other: { name: 'other.jsonc', text: '// Not ours.\n{}\n' },
} as const;
type Which = keyof typeof DOCUMENTS;

/** Until nothing of the window's start is left to do, milliseconds. */
const CALM = 12_000;
const MOMENTS = ['starting', 'started'] as const;
type Moment = (typeof MOMENTS)[number];

const OURS = 'VM Partition Lab';
const PEER = 'Nothing at all';

const peerFolder = mkdtempSync(join(tmpdir(), 'vmpart-peer-'));
packExtension();
const peer = packedPeer(peerFolder);
let missed = 0;
for (const moment of MOMENTS) for (const which of ['other', 'own'] as const) await measure(which, moment);
rmSync(peerFolder, { recursive: true, force: true });
console.log(missed === 0 ? '\nEvery goal is met.' : `\n${missed} missed.`);
process.exitCode = missed === 0 ? 0 : 1;

async function measure(which: Which, moment: Moment): Promise<void> {
  const { name, text } = DOCUMENTS[which];
  const folder = mkdtempSync(join(tmpdir(), 'vmpart-activation-'));
  writeFileSync(join(folder, name), text);
  const editor = await startEditor({ workspace: folder, talkative: true, others: [peer] });
  try {
    // The list of what runs, slowest first, holds only rows that are seen.
    await editor.page.setViewportSize({ width: 1500, height: 3000 });
    const activated: number[] = [];
    const idle: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      if (moment === 'started') await editor.page.waitForTimeout(CALM);
      await editor.open(name);
      activated.push(await activationTime(editor, OURS));
      idle.push(await activationTime(editor, PEER));
      await editor.command('View: Close All Editors');
      await editor.page.reload();
      await editor.page.locator('.monaco-workbench').first().waitFor({ timeout: 90_000 });
    }
    const loaded = loadsIn(editor.logs).slice(-rounds);
    console.log(`\n${name}, in ${rounds} windows that ${moment === 'started' ? 'have started' : 'start'}`);
    say('an extension that does nothing', spreadOf(idle), null);
    say('code loaded and activated', spreadOf(activated), null);
    // What a host takes for any extension comes on top of what is ours.
    const own = activated.map((milliseconds, round) => milliseconds - (idle[round] ?? 0));
    if (which === 'other') {
      judgeOther(own, loaded);
      return;
    }
    const sums = loaded.map(({ milliseconds }, round) => milliseconds + (own[round] ?? 0));
    if (loaded.length < rounds) throw new Error(`The log tells of ${loaded.length} starts of ${rounds}.`);
    say('of it ours, with what its text needs loaded and wired', spreadOf(sums), MOST.own);
  } finally {
    await editor.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Nothing more may have been loaded than the entry. */
function judgeOther(own: readonly number[], loaded: readonly Load[]): void {
  if (loaded.length > 0) {
    missed += 1;
    console.log(
      `  MISSED all of the extension was loaded ${loaded.length} times, for: ${loaded.map(({ asker }) => asker).join(', ')}`,
    );
  }
  say('of it ours', spreadOf(own), MOST.other);
}

/** A packaged extension that is woken as ours is, and does nothing. */
function packedPeer(folder: string): string {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly engines: object;
    readonly activationEvents: readonly string[];
  };
  const { engines, activationEvents } = manifest;
  const own = {
    name: 'nothing-at-all',
    displayName: PEER,
    publisher: 'bench',
    version: '1.0.0',
    main: 'main.js',
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...own, engines, activationEvents }));
  writeFileSync(join(folder, 'main.js'), 'exports.activate = () => {};\n');
  const packed = join(folder, 'nothing.vsix');
  const unasked = ['--allow-missing-repository', '--skip-license', '--no-dependencies'];
  execFileSync(process.execPath, [vsce, 'package', ...unasked, '--out', packed], { cwd: folder });
  return packed;
}

/** By the editor's list of what runs, milliseconds. */
async function activationTime(editor: Editor, extension: string): Promise<number> {
  const row = editor.page.locator('.runtime-extensions-editor .extension', { hasText: extension }).first();
  await untilSeen(editor.page, async (wait) => {
    await editor.command('Developer: Show Running Extensions');
    await row.locator('.activation-time', { hasText: /\d+ ?ms/ }).waitFor(wait);
  });
  const said = await row.locator('.activation-time').innerText();
  return Number(/(\d+) ?ms/.exec(said)?.[1]);
}

function say(what: string, { median, low, high }: Spread, most: number | null): void {
  const text = `${what}: ${median.toFixed(1)} ms (quartiles ${low.toFixed(1)} to ${high.toFixed(1)})`;
  if (most === null) {
    console.log(`         ${text}`);
    return;
  }
  if (median > most) missed += 1;
  console.log(`  ${median > most ? 'MISSED' : 'met   '} ${text}, at most ${most} ms`);
}
