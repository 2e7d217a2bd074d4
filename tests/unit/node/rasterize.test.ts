import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UserError } from '../../../src/lab/lab';
import { rasterize } from '../../../src/node/rasterize';
import { temporaryFolder } from '../../support/temporaryFolder';

const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200" viewBox="0 0 300 200"></svg>\n';

/** Programs that are none: each notes its words and writes a PNG of three letters. */
function stand(folder: string, program: string, script: string): void {
  const path = join(folder, program);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

describe('PNG of a drawing', () => {
  let folder = '';
  beforeEach(() => {
    folder = join(temporaryFolder(), 'bin');
    mkdirSync(folder);
    vi.stubEnv('PATH', folder);
  });
  afterEach(() => vi.unstubAllEnvs());

  it('is made by rsvg-convert where that is there', async () => {
    stand(folder, 'rsvg-convert', 'printf "%s %s" "$1" "$2" > "$4"');
    stand(folder, 'chromium', 'exit 9');
    expect(Buffer.from(await rasterize(SVG)).toString()).toBe('--zoom 2');
  });

  it('is made by a browser else, in a window of its size', async () => {
    const script =
      'for word; do case $word in --screenshot=*) file=${word#*=};; esac; done; printf "%s" "$*" > "$file"';
    stand(folder, 'google-chrome', script);
    expect(Buffer.from(await rasterize(SVG)).toString()).toContain('--window-size=300,200');
  });

  it('needs one of the programs, which are named', async () => {
    await expect(rasterize(SVG)).rejects.toMatchObject({
      name: UserError.name,
      remedy: expect.stringMatching(/rsvg-convert.*Inkscape.*Chromium.*Chrome/) as string,
    });
  });

  it('says what a program says that fails', async () => {
    stand(folder, 'inkscape', 'echo "no display" >&2; exit 1');
    await expect(rasterize(SVG)).rejects.toThrow('inkscape made no PNG: no display');
  });
});
