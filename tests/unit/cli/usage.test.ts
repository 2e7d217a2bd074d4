import { describe, expect, it } from 'vitest';
import { HostError } from '../../../src/lab/ports';
import { USAGE } from '../../../src/cli/usage';
import { vmpart } from './runMain';

describe('wrong use', () => {
  it.each([
    [['frobnicate'], 'There is no command "frobnicate".'],
    [['constructor'], 'There is no command "constructor".'],
    [['check'], 'Name at least one file'],
    [['check', 'x.vmlayout.json', '--fixit'], '--fixit'],
    [['check', 'x.vmlayout.json', '--live'], '--live needs --host'],
    [['topology'], 'list, show, read or probe'],
    [['topology', 'draw'], 'list, show, read or probe'],
    [['topology', 'list', 'more'], '"more"'],
    [['topology', 'show'], 'Exactly one machine'],
    [['topology', 'show', 'a', 'b'], 'Exactly one machine'],
    [['topology', 'read'], 'Exactly one file or folder'],
    [['topology', 'read', 'x', '--format', 'toml'], '--format is one of auto'],
    [['topology', 'probe'], '--host local'],
    [['plan', '--host', 'local'], 'Exactly one experiment'],
    [['plan', 'x.vmexperiment.json'], '--host is missing'],
    [['plan', 'x.vmexperiment.json', '--host'], '--host'],
    [['run', 'x.vmexperiment.json'], '--host is missing'],
    [['run', 'x.vmexperiment.json', '--host', 'local', '--blocks', '0'], 'whole number from 1'],
    [['run', 'x.vmexperiment.json', '--host', 'local', '--failed'], '--failed goes with --resume'],
    [['run', 'x.vmexperiment.json', '--host', 'local', '--blocks', '2.5'], 'whole number from 1'],
    [['runs'], '--host is missing'],
    [['runs', '--host', 'local', 'x'], '"x"'],
    [['follow'], 'Exactly one attempt'],
    [['cancel'], 'Exactly one attempt'],
    [['cancel', 'x', '--after', 'lunch'], '--after takes run or block'],
    [['doctor'], '--host is missing'],
    [['results'], 'Exactly one experiment or attempt'],
    [['results', 'x', '--html'], '--html'],
    [['measure'], 'Exactly one file'],
    [['measure', 'x', '--format', 'xml'], '--format takes auto, '],
    [['claims', 'N4'], '"N4"'],
    [['claims', '--csv'], '--csv'],
    [['rehearse'], 'up, down or status'],
    [['rehearse', 'up', 'now'], '"now"'],
    [['hosts', 'x'], '"x"'],
  ])('vmpart %j: exit code 2 and the remedy', async (words, says) => {
    const { code, stdout, stderr } = await vmpart(words);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(says);
    expect(stderr).toMatch(/^vmpart: .*\nvmpart help lists the commands\.\n$/);
  });

  it('without words shows how to use it, as wrong use', async () => {
    expect(await vmpart([])).toEqual({ code: 2, stdout: USAGE, stderr: '' });
  });
});

describe('what always works', () => {
  it.each(['help', '--help', '-h'])('%s', async (word) => {
    expect(await vmpart([word])).toEqual({ code: 0, stdout: USAGE, stderr: '' });
  });

  it('the version', async () => {
    expect(await vmpart(['--version'])).toMatchObject({ code: 0, stdout: '1.2.3\n' });
  });

  it('the hosts and the rehearsal machines, for people and as JSON', async () => {
    expect((await vmpart(['hosts'])).stdout).toMatch(
      /^local +local +this machine\nmodel +model +predicts\n$/,
    );
    expect(JSON.parse((await vmpart(['hosts', '--json'])).stdout)).toMatchObject([
      { name: 'local' },
      { name: 'model' },
    ]);
    expect((await vmpart(['rehearse', 'status'])).stdout).toBe('rehearsal-4x2  down\n');
    const up = await vmpart(['rehearse', 'up', '--topology', 'tiny', '--json']);
    expect(JSON.parse(up.stdout)).toMatchObject({ topology: 'tiny', running: true });
    expect(up.stderr).toBe('Booting\n');
  });
});

describe('errors of the outside world', () => {
  const failing = (message: string): { hosts: () => Promise<never> } => ({
    hosts: () => Promise.reject(new HostError(message, 'Try again.')),
  });

  it('a host that refuses is exit code 1, one message with its remedy, and no control characters', async () => {
    const told = await vmpart(['hosts'], '/', failing('quad said \x1b]0;owned\x07 and\nmore.'));
    expect(told).toEqual({
      code: 1,
      stdout: '',
      stderr: 'quad said \\u{1b}]0;owned\\u{7} and\nmore. Try again.\n',
    });
  });

  it('after Ctrl-C it says that it stopped, whatever broke on the way', async () => {
    const stop = new AbortController();
    stop.abort();
    expect(await vmpart(['hosts'], '/', failing('cut'), stop.signal)).toMatchObject({
      code: 1,
      stderr: 'Stopped.\n',
    });
  });

  it('a mistake of the program is not dressed up', async () => {
    const broken = { hosts: () => Promise.reject(new TypeError('x is undefined')) };
    await expect(vmpart(['hosts'], '/', broken)).rejects.toThrow(TypeError);
  });
});
