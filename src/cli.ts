#!/usr/bin/env node
import { resolve } from 'node:path';
import { version } from '../package.json';
import { main } from './cli/main';
import { dataFor } from './cli/terminal';
import { wire } from './wire';

const abort = new AbortController();
process.once('SIGINT', () => {
  abort.abort();
});
process.once('SIGTERM', () => {
  abort.abort();
});
// A reader that goes away, as `vmpart ... | head` does, ends the command quietly.
process.stdout.on('error', () => process.exit(0));

const { lab, rehearsal } = wire({
  dist: process.env['VMPART_DIST'] ?? __dirname,
  version,
  log: { info: () => undefined, warn: (message) => process.stderr.write(`${message}\n`) },
});
void main(process.argv.slice(2), {
  lab,
  rehearsal,
  version,
  absolute: (path) => resolve(path),
  terminal: {
    out: (text) => void process.stdout.write(dataFor(process.stdout.isTTY, text)),
    err: (text) => void process.stderr.write(text),
    live: process.stderr.isTTY,
    signal: abort.signal,
  },
}).then((code) => {
  process.exitCode = code;
});
