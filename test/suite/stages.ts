import type { Stage } from './stage.ts';

const node = process.execPath;
const typescript = (...words: readonly string[]): readonly string[] => [node, '--import', 'jiti/register', ...words];

const MEASURED = ['cost', 'floods'];

/** What `npm test` runs. Seconds are those of a quiet machine with two processors and without KVM. */
export const STAGES: readonly Stage[] = [
  { name: 'build', command: [node, 'build.config.mjs'], gate: true, cores: 1, seconds: 3 },
  // What measures memory and cost comes first, as nothing runs beside it.
  {
    name: 'cost',
    tests: { project: 'cost' },
    needs: ['build'],
    alone: true,
    gate: true,
    cores: 1,
    seconds: 20,
  },
  {
    name: 'floods',
    tests: { project: 'floods' },
    needs: ['build'],
    alone: true,
    gate: true,
    cores: 1,
    seconds: 40,
  },
  {
    name: 'types',
    command: [node, 'node_modules/typescript/bin/tsc', '--noEmit'],
    follows: MEASURED,
    gate: true,
    cores: 1,
    seconds: 20,
  },
  {
    name: 'lint',
    // Less of its time goes into collecting garbage where it has room.
    command: [node, '--max-semi-space-size=64', 'node_modules/eslint/bin/eslint.js', '.'],
    follows: MEASURED,
    gate: true,
    cores: 1,
    seconds: 70,
  },
  { name: 'unit', tests: { project: 'unit' }, follows: MEASURED, gate: true, cores: 2, seconds: 40 },
  {
    name: 'prettier',
    follows: MEASURED,
    gate: true,
    command: [node, 'node_modules/prettier/bin/prettier.cjs', '--check', '.'],
    cores: 1,
    seconds: 12,
  },
  {
    name: 'shellcheck',
    follows: MEASURED,
    gate: true,
    command: [
      'bash',
      '-c',
      "set -o pipefail; git ls-files -z '*.sh' .ci/run | xargs -0 shellcheck --external-sources --source-path=SCRIPTDIR --",
    ],
    cores: 1,
    seconds: 10,
  },
  // Building it takes a processor and boots nothing, so it does not wait for the gates.
  { name: 'image', command: typescript('test/suite/image.ts'), follows: MEASURED, cores: 1, seconds: 120 },
  { name: 'contract', tests: { project: 'contract' }, needs: ['build'], follows: MEASURED, cores: 1, seconds: 60 },
  { name: 'fuzz', tests: { project: 'fuzz' }, needs: ['build'], follows: MEASURED, cores: 1, seconds: 60 },
  {
    name: 'hostile-host',
    tests: { project: 'hostile-host' },
    needs: ['build'],
    follows: MEASURED,
    // Most of its hosts only let jts wait.
    cores: 0.5,
    seconds: 100,
  },
  {
    name: 'faults-containers',
    tests: { project: 'faults-containers' },
    needs: ['build', 'image'],
    follows: MEASURED,
    // Hosts in namespaces, which wait for each other more than for a processor.
    cores: 1,
    seconds: 150,
    streams: true,
  },
  {
    name: 'e2e',
    tests: { project: 'e2e' },
    needs: ['build', 'image'],
    boots: true,
    lanes: ['trader1', 'trader2', 'nas'],
    // What boots or reboots two hosts waits for the slower one.
    cores: 1.5,
    seconds: 400,
    streams: true,
  },
  // Each has a host for itself, and an emulated host keeps one processor busy but for short waits, which one more stage fills.
  ...['trader1', 'trader2'].flatMap((host): readonly Stage[] => [
    {
      name: `e2e-${host}`,
      tests: { project: `e2e-${host}` },
      needs: ['build', 'image'],
      follows: ['e2e'],
      boots: true,
      lanes: [host],
      cores: 0.9,
      seconds: 800,
      streams: true,
    },
    {
      name: `faults-${host}`,
      tests: { project: `faults-${host}` },
      needs: ['build', 'image'],
      follows: [`e2e-${host}`],
      boots: true,
      lanes: [host],
      cores: 0.9,
      seconds: 800,
      streams: true,
    },
  ]),
  {
    name: 'lab-down',
    command: typescript('test/lab/cli.ts', 'down'),
    follows: ['e2e', 'e2e-trader1', 'e2e-trader2', 'faults-trader1', 'faults-trader2'],
    cores: 1,
    seconds: 10,
  },
];
