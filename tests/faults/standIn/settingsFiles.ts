import { readFileSync } from 'node:fs';

/** The user of stand-in hosts who is not root; the number is no one's on the machine. */
export const USER = { name: 'lab', id: 61077, home: '/data/home/lab' } as const;
const ROOT_HOME = '/data/root';

/** Files of /etc by which a stand-in host knows itself, root and one user; by name. Nobody has a password. */
export function settingsFiles(): Readonly<Record<string, string>> {
  const { name, id, home } = USER;
  const others = readFileSync('/etc/passwd', 'utf8').replace(/^(root|lab):.*\n/gm, '');
  const groups = readFileSync('/etc/group', 'utf8').replace(/^lab:.*\n/gm, '');
  const names = others.split('\n').flatMap((line) => line.split(':').slice(0, 1));
  return {
    hosts: '127.0.0.1 localhost stand-in\n',
    passwd: `root:x:0:0:root:${ROOT_HOME}:/bin/sh\n${name}:x:${id}:${id}::${home}:/bin/sh\n${others}`,
    group: `${name}:x:${id}:\n${groups}`,
    shadow: ['root', name, ...names]
      .filter((user) => user !== '')
      .map((user) => `${user}:*:19000::::::\n`)
      .join(''),
    sudoers: '@includedir /etc/sudoers.d\nroot ALL=(ALL) NOPASSWD: ALL\n',
    'sudoers-vmpart': `${name} ALL=(root) NOPASSWD: /usr/local/sbin/vmpart-root\n`,
  };
}
