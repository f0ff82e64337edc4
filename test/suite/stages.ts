import type { Stage } from './stage.ts';

const node = process.execPath;
const typescript = (...words: readonly string[]): readonly string[] => [node, '--import', 'jiti/register', ...words];

/** Nothing runs beside these. */
const MEASURED = ['cost', 'floods'];
/** What comes after these keeps processors busy in the second half, where hosts with faults have most waits. */
const SECOND_HALF = [...MEASURED, 'e2e-trader1'];
/** What tells most for its time. */
const CHEAP = ['types', 'lint', 'unit', 'prettier', 'shellcheck'];

/** What `npm test` runs. Seconds are those of a quiet machine with two processors and without KVM. */
export const STAGES: readonly Stage[] = [
  { name: 'build', command: [node, 'build.config.mjs'], gate: true, cores: 1, seconds: 3 },
  { name: 'build-quick', command: [node, 'test/quick-build.mjs'], gate: true, cores: 1, seconds: 3 },
  // Building it takes a processor for minutes and boots nothing, so it does not wait for the gates.
  { name: 'image', command: typescript('test/suite/image.ts'), cores: 1, seconds: 120 },
  {
    name: 'lint',
    // Less of its time goes into collecting garbage where it has room.
    command: [node, '--max-semi-space-size=64', 'node_modules/eslint/bin/eslint.js', '.'],
    gate: true,
    cores: 1,
    seconds: 70,
  },
  { name: 'unit', tests: { project: 'unit' }, gate: true, cores: 1, seconds: 60 },
  {
    name: 'types',
    command: [node, 'node_modules/typescript/bin/tsc', '--noEmit'],
    gate: true,
    cores: 1,
    seconds: 25,
  },
  {
    name: 'prettier',
    gate: true,
    command: [node, 'node_modules/prettier/bin/prettier.cjs', '--check', '.'],
    cores: 1,
    seconds: 15,
  },
  {
    name: 'shellcheck',
    gate: true,
    command: [
      'bash',
      '-c',
      "set -o pipefail; git ls-files -z '*.sh' .ci/run | xargs -0 shellcheck --external-sources --source-path=SCRIPTDIR --",
    ],
    cores: 1,
    seconds: 5,
  },
  // What measures memory and cost runs while nothing else does: as soon as the image is there, before guests keep the processors busy.
  ...['cost', 'floods'].map((project): Stage => ({
    name: project,
    tests: { project },
    needs: ['build'],
    follows: ['image', ...CHEAP],
    alone: true,
    gate: true,
    cores: 1,
    seconds: 25,
  })),
  { name: 'contract', tests: { project: 'contract' }, needs: ['build'], follows: MEASURED, cores: 0.5, seconds: 150 },
  { name: 'fuzz', tests: { project: 'fuzz' }, needs: ['build'], follows: MEASURED, cores: 0.5, seconds: 90 },
  {
    name: 'hostile-host',
    tests: { project: 'hostile-host' },
    needs: ['build'],
    follows: SECOND_HALF,
    cores: 0.5,
    seconds: 140,
  },
  {
    name: 'e2e-containers',
    tests: { project: 'e2e-containers' },
    needs: ['build', 'image'],
    follows: MEASURED,
    cores: 0.5,
    seconds: 60,
  },
  {
    name: 'faults-containers',
    tests: { project: 'faults-containers' },
    needs: ['build', 'build-quick', 'image'],
    follows: SECOND_HALF,
    cores: 0.5,
    seconds: 300,
    streams: true,
  },
  {
    name: 'e2e',
    tests: { project: 'e2e' },
    needs: ['build', 'image'],
    boots: true,
    lanes: ['trader1', 'trader2', 'nas'],
    // Three hosts boot at once, and two are provisioned; their waits leave room for half a stage.
    cores: 1.5,
    seconds: 280,
    streams: true,
  },
  // Each has a host for itself. An emulated host keeps one processor busy but for its waits, which one more stage fills.
  // More at once is slower: with a third host the same tests took 30 to 70 % more seconds of a processor.
  ...['trader1', 'trader2'].flatMap((host): readonly Stage[] => [
    {
      name: `e2e-${host}`,
      tests: { project: `e2e-${host}` },
      needs: ['build', 'image'],
      follows: ['e2e'],
      boots: true,
      lanes: [host],
      cores: 0.9,
      seconds: 700,
      streams: true,
    },
    {
      name: `faults-${host}`,
      tests: { project: `faults-${host}` },
      needs: ['build', 'build-quick', 'image'],
      follows: [`e2e-${host}`],
      boots: true,
      lanes: [host],
      cores: 0.75,
      seconds: 450,
      streams: true,
    },
  ]),
  {
    name: 'lab-down',
    command: typescript('test/suite/lab-down.ts'),
    follows: ['e2e', 'e2e-trader1', 'e2e-trader2', 'faults-trader1', 'faults-trader2'],
    cores: 1,
    seconds: 1,
  },
];
