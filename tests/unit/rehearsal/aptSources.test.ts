import { describe, expect, it } from 'vitest';
import { distributionSources, newerSources, reachOptions } from '../../../src/rehearsal/aptSources';

const deb822 = `# a remark
Types: deb deb-src
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian.gpg

Types: deb
URIs: http://vendor.example
Suites: nodistro
Components: main

Types: deb
Enabled: no
URIs: http://off.example
Suites: bookworm
Components: main

Types: deb-src
URIs: http://source.example
Suites: bookworm
Components: main
`;

describe('package sources of later suites', () => {
  it('are taken from where this system takes its own, with the same keys', () => {
    expect(newerSources([deb822], 'bookworm', ['trixie', 'trixie-backports'])).toBe(
      [
        'Types: deb',
        'URIs: http://mirror.example/debian',
        'Suites: trixie trixie-backports',
        'Components: main contrib',
        'Signed-By: /usr/share/keyrings/debian.gpg',
        '',
      ].join('\n'),
    );
    expect(newerSources([deb822], 'buster', ['trixie'])).toBe('');
  });
});

describe('package sources for the image', () => {
  it('are the distribution’s own, from either format', () => {
    const list = [
      '# deb http://remark.example bookworm main',
      'deb [signed-by=/k.gpg arch=amd64] http://old.example/debian bookworm-security main  non-free # why',
      'deb https://vendor.example cloud-bookworm main',
    ].join('\n');
    expect(distributionSources([list, deb822], 'bookworm')).toBe(`Types: deb
URIs: http://old.example/debian
Suites: bookworm-security
Components: main non-free
Signed-By: /k.gpg

Types: deb
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian.gpg
`);
  });

  it('keep a key that stands in the entry itself', () => {
    const text =
      'Types: deb\nURIs: http://m.example\nSuites: sid\nComponents: main\nSigned-By:\n -----BEGIN\n .\n abc\n';
    expect(distributionSources([text], 'sid')).toContain('Signed-By: \n -----BEGIN\n .\n abc\n');
  });

  it('are empty where there is none', () => {
    expect(distributionSources(['', deb822], 'trixie')).toBe('');
  });
});

describe('how apt reaches them', () => {
  it('takes proxies, certificates and retries, and nothing empty or else', () => {
    const dump = [
      'Acquire "";',
      'Acquire::http "";',
      'Acquire::http::Proxy "http://proxy.example:3142";',
      'Acquire::https::CaInfo "/etc/ca.pem";',
      'Acquire::Retries "3";',
      'Acquire::Languages:: "none";',
      'APT::Install-Recommends "false";',
    ].join('\n');
    expect(reachOptions(dump)).toEqual([
      'Acquire::http::Proxy "http://proxy.example:3142"',
      'Acquire::https::CaInfo "/etc/ca.pem"',
      'Acquire::Retries "3"',
    ]);
  });
});
