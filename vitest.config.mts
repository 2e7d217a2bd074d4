import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const unit = join(import.meta.dirname, 'tests/unit');
/** Files that put something else in the place of a module, which would stay there for the files after them. */
const mocking = readdirSync(unit, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts') && readFileSync(join(unit, name), 'utf8').includes('vi.mock('))
  .map((name) => `tests/unit/${name}`);

// How long a test takes says what else the machine does.
const UNIT = { testTimeout: 60_000, hookTimeout: 60_000 };

// One project a realm of tests: `unit` needs nothing but Node, `payload` real processes, `host` real guests on an
// emulated machine, `shared` stock MPI and OpenSHMEM programs in namespaces that stand for VMs with a shared region,
// `faults` hosts that are struck while they work, `ui` a real editor in a real browser.
export default defineConfig({
  test: {
    // Vitest would leave one core to whoever watches.
    maxWorkers: availableParallelism(),
    projects: [
      // Reading the house takes longer than most of its tests: files share it, but for those that change it.
      {
        test: {
          ...UNIT,
          name: 'unit',
          include: ['tests/unit/**/*.test.ts'],
          exclude: mocking,
          isolate: false,
        },
      },
      { test: { ...UNIT, name: 'unit-mocked', include: mocking } },
      {
        test: {
          name: 'payload',
          include: ['tests/payload/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'host',
          include: ['tests/host/**/*.test.ts'],
          globalSetup: ['tests/support/machineForAll.ts'],
          env: { VMPART_KEEP_MACHINE: '1' },
          testTimeout: 900_000,
          hookTimeout: 900_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'shared',
          include: ['tests/shared/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 120_000,
          // Ranks wait by polling: two files at once would take more than twice as long.
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'faults',
          include: ['tests/faults/**/*.test.ts'],
          testTimeout: 1_800_000,
          hookTimeout: 900_000,
          // Trials on stand-in hosts run side by side, within their file.
          fileParallelism: false,
          maxConcurrency: 8,
        },
      },
      {
        test: {
          name: 'ui',
          include: ['tests/ui/**/*.test.ts'],
          globalSetup: ['tests/ui/packaged.ts'],
          // A second try is told beside the test; a test that needs it again and again wants to be looked at.
          retry: 1,
          testTimeout: 300_000,
          hookTimeout: 900_000,
          // An editor and its browser keep two cores busy: two of them at once take as long, and time out.
          fileParallelism: false,
        },
      },
    ],
  },
});
