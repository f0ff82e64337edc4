import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const resolve = { alias: { jts: fileURLToPath(new URL('src/api.ts', import.meta.url)) } };

/** Milliseconds for a test that tries one point after the other; all points of a soak take hours. */
const FAULTS_TIMEOUT = process.env['JTS_SOAK'] === '1' ? 36_000_000 : 1_800_000;

/** What measures memory or cost, and runs while nothing else does. */
const ALONE = { contract: ['test/contract/cost.test.ts'], faults: ['test/faults/floods.test.ts'] };

/** Files from Z to A: those of the tiers' scripts and of rollbacks come first, and find the host complete that the ones after them reset. */
class FromZToA extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return Promise.resolve(files.toSorted((one, other) => (one.moduleId < other.moduleId ? 1 : -1)));
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: FromZToA },
    projects: [
      {
        resolve,
        test: {
          name: 'unit',
          // Projects with other numbers of workers take turns where they are run together.
          sequence: { groupOrder: 0 },
          include: ['test/unit/**/*.test.ts'],
          isolate: false,
          // Without it vitest leaves a processor alone, which is half of two.
          maxWorkers: '100%',
          setupFiles: 'test/unit/setup.ts',
          // Many start bash, which takes much longer on some machines than on others.
          testTimeout: 60_000,
        },
      },
      {
        resolve,
        test: {
          name: 'contract',
          sequence: { groupOrder: 1 },
          include: ['test/contract/**/*.test.ts'],
          exclude: ALONE.contract,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        resolve,
        test: {
          name: 'cost',
          sequence: { groupOrder: 2 },
          include: ALONE.contract,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      // What needs no host.
      ...(
        [
          ['fuzz', ['test/faults/fuzz.test.ts']],
          ['hostile-host', ['test/faults/hostile-host.test.ts']],
          ['floods', ALONE.faults],
        ] as const
      ).map(([name, include]) => ({
        resolve,
        test: { name, sequence: { groupOrder: 3 }, include: [...include], testTimeout: FAULTS_TIMEOUT },
      })),
      ...['e2e', 'faults'].map((suite) => ({
        resolve,
        test: {
          name: `${suite}-containers`,
          sequence: { groupOrder: 4 },
          include: [`test/${suite}/containers/*.test.ts`],
          globalSetup: 'test/containers/setup.ts',
          testTimeout: FAULTS_TIMEOUT,
          hookTimeout: 300_000,
          // Each file has a host of its own.
          maxWorkers: 2,
        },
      })),
      // A file has the hosts of its folder for itself; those right in e2e/ have them all.
      ...(['e2e', 'e2e/trader1', 'e2e/trader2', 'faults/trader1', 'faults/trader2'] as const).map((folder) => ({
        resolve,
        test: {
          name: folder.replace('/', '-'),
          sequence: { groupOrder: 5 },
          include: [`test/${folder}/*.test.ts`],
          testTimeout: folder.startsWith('e2e') ? 600_000 : FAULTS_TIMEOUT,
          hookTimeout: 900_000,
          fileParallelism: false,
        },
      })),
    ],
  },
});
