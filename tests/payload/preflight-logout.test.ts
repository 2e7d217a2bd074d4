import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith, temporaryFolder } from '../support/temporaryFolder';

// Whether the end of a login would end the attempt. busctl is a stand-in that answers as the real one does.

const LIBRARY = join(import.meta.dirname, '../../src/payload/lib/preflight.sh');
const { uid, username } = userInfo();
const SCOPE = `0::/user.slice/user-${uid}.slice/session-3.scope\n`;

interface Logind {
  readonly kills?: boolean;
  readonly exclude?: readonly string[];
  readonly only?: readonly string[];
}

const strings = (names: readonly string[]): string =>
  ['as', names.length, ...names.map((name) => `"${name}"`)].join(' ');

/** What the preflight says where the attempt is in this cgroup; `logind` null: there is no busctl. */
function said(cgroup: string, logind: Logind | null): { readonly problems: string; readonly asked: string } {
  const folder = folderWith({ cgroup, asked: '' });
  if (logind !== null) {
    const { kills = true, exclude = ['root-of-tests'], only = [] } = logind;
    const answers = [`b ${kills}`, strings(exclude), strings(only)].join('\n');
    writeFileSync(
      join(folder, 'busctl'),
      `#!/bin/sh\necho "$*" >>'${folder}/asked'\ncat <<'END'\n${answers}\nEND\n`,
    );
    chmodSync(join(folder, 'busctl'), 0o755);
  }
  const script = [
    `. '${LIBRARY}'`,
    'problem() { printf "%s | %s\\n" "$1" "$2"; }',
    'PROBLEMS=0 ATTEMPT_DIR=/attempts/a1',
    'preflight_logout "$1"',
    'echo "$PROBLEMS"',
  ];
  const words = ['-c', script.join('\n'), 'sh', join(folder, 'cgroup')];
  const env = { PATH: `${folder}:${toolsAlone()}` };
  const { stdout, stderr } = spawnSync('/bin/sh', words, { env, encoding: 'utf8' });
  expect(stderr).toBe('');
  return { problems: stdout, asked: readFileSync(join(folder, 'asked'), 'utf8') };
}

/** A folder with what the library starts and nothing else: this machine may have a busctl of its own. */
function toolsAlone(): string {
  const tools = temporaryFolder();
  for (const tool of ['sed', 'head', 'id', 'awk', 'cat'])
    spawnSync('sh', ['-c', 'ln -s "$(command -v "$1")" "$2/$1"', 'sh', tool, tools]);
  return tools;
}

describe('a login that ends with all that it started', () => {
  it('is told with the remedy, by the name of whose login it is', () => {
    const { problems, asked } = said(SCOPE, {});
    expect(problems).toMatch(
      new RegExp(`^What ${username} has started ends with the login \\(KillUserProcesses=yes\\)`),
    );
    expect(problems).toContain(
      `KillExcludeUsers=${uid === 0 ? 'root' : `root ${username}`}, in /etc/systemd/logind.conf`,
    );
    expect(problems).toContain(`enable-linger ${username}`);
    expect(problems).toContain('systemd-run --user sh /attempts/a1/start.sh');
    expect(problems).toMatch(/\n1\n$/);
    expect(asked).toBe(
      'get-property org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager KillUserProcesses KillExcludeUsers KillOnlyUsers\n',
    );
  });

  it.each<[string, string, Logind | null]>([
    ['logind keeps what was started', SCOPE, { kills: false }],
    ['the user is excluded', SCOPE, { exclude: ['other', username] }],
    ['others alone are meant', SCOPE, { only: ['other'] }],
    ['there is no busctl', SCOPE, null],
    ['it is a service', `0::/user.slice/user-${uid}.slice/user@${uid}.service/app.slice/a.service\n`, {}],
    ['nobody has logged in', '4:memory:/\n0::/\n', {}],
    ['the user of the login is not known', SCOPE.replace(`user-${uid}.`, 'user-4294967294.'), {}],
  ])('is no problem where %s', (_name, cgroup, logind) => {
    expect(said(cgroup, logind).problems).toBe('0\n');
  });

  it.each<[string, string, Logind]>([
    ['the user is meant', SCOPE, { only: ['other', username] }],
    ['a hierarchy of its own knows the login', `1:name=systemd:${SCOPE.slice(3)}0::/\n`, {}],
    ['a name is only the beginning of another', SCOPE, { exclude: [`${username}2`] }],
  ])('is a problem where %s', (_name, cgroup, logind) => {
    expect(said(cgroup, logind).problems).toMatch(/\n1\n$/);
  });
});
