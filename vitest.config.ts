import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const resolve = { alias: { jts: fileURLToPath(new URL('src/api.ts', import.meta.url)) } };

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        test: { name: 'unit', include: ['test/unit/**/*.test.ts'], isolate: false, setupFiles: 'test/unit/setup.ts' },
      },
      {
        resolve,
        test: { name: 'contract', include: ['test/contract/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 120_000 },
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
