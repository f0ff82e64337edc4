import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const resolve = { alias: { jts: fileURLToPath(new URL('src/api.ts', import.meta.url)) } };

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
        test: { name: 'unit', include: ['test/unit/**/*.test.ts'], isolate: false, setupFiles: 'test/unit/setup.ts' },
      },
      {
        resolve,
        test: { name: 'contract', include: ['test/contract/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 120_000 },
      },
      {
        resolve,
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          testTimeout: 1_800_000,
          hookTimeout: 900_000,
          fileParallelism: false,
        },
      },
      // A file has the hosts of its folder for itself; those right in e2e/ have them all.
      ...[['e2e', '*'] as const, ['e2e-trader1', 'trader1/*'] as const, ['e2e-trader2', 'trader2/*'] as const].map(
        ([name, files]) => ({
          resolve,
          test: {
            name,
            include: [`test/e2e/${files}.test.ts`],
            testTimeout: 600_000,
            hookTimeout: 900_000,
            fileParallelism: false,
          },
        }),
      ),
    ],
  },
});
