import { describe, expect, it } from 'vitest';
import { affected } from '../../../test/suite/choice/affected.ts';
import { onlyFiles, onlyNames } from '../../../test/suite/choice/only.ts';
import type { Stage } from '../../../test/suite/stage.ts';
import { STAGES } from '../../../test/suite/stages.ts';

const listed = (project: string, file: string, name = '') => ({ project, file, name });
const FILES = [
  listed('unit', 'test/unit/lease.test.ts', 'a lease > is kept (1.5 s)'),
  listed('unit', 'test/unit/power.test.ts', 'power > is on'),
  listed('contract', 'test/contract/lease.test.ts', 'a lease > is kept'),
  listed('fuzz', 'test/faults/fuzz.test.ts', 'words > are quoted'),
  listed('hostile-host', 'test/faults/hostile-host.test.ts', 'a host > lies'),
  listed('faults-trader2', 'test/faults/trader2/power.test.ts', 'power > goes'),
];

/** What faults of hosts of the lab need. */
const lab = ['build', 'build-quick', 'image'];

const words = (stages: readonly Stage[]): readonly string[] =>
  stages.map(({ name, tests }) =>
    [name, ...(tests?.files ?? []), ...(tests?.named === undefined ? [] : [`/${tests.named}/`])].join(' '),
  );

describe('--only', () => {
  it.each([
    ['a file', 'unit/power', ['unit test/unit/power.test.ts']],
    [
      'a word in files of several projects',
      'lease',
      ['build', 'unit test/unit/lease.test.ts', 'contract test/contract/lease.test.ts'],
    ],
    ['a file that has a stage for itself', 'fuzz.test', ['build', 'fuzz test/faults/fuzz.test.ts']],
    ['a file that needs the lab', 'trader2/power', [...lab, 'faults-trader2 test/faults/trader2/power.test.ts']],
    ['nothing', 'no such file', []],
  ])('finds %s', (_, text, expected) => {
    expect(words(onlyFiles(text, FILES, STAGES))).toEqual(expected);
  });

  it.each([
    ['of one test', 'power goes', [...lab, 'faults-trader2 test/faults/trader2/power.test.ts /power goes/']],
    ['as vitest prints it', 'power > is', ['unit test/unit/power.test.ts /power is/']],
    ['with characters of patterns', 'kept (1.5 s)', [String.raw`unit test/unit/lease.test.ts /kept \(1\.5 s\)/`]],
    ['of no test', 'kept (175 s)', []],
  ])('finds the name %s', (_, text, expected) => {
    expect(words(onlyNames(text, FILES, STAGES))).toEqual(expected);
  });
});

describe('what changed', () => {
  const stagesFor = (...changed: readonly string[]): readonly string[] =>
    affected(changed, 'main', FILES, STAGES).stages.map(({ name }) => name);
  const runsOfJts = (before: readonly string[]): readonly string[] => [
    ...[...before, 'unit', 'cost', 'floods', 'contract', 'fuzz', 'hostile-host'],
  ];
  const hosts = [
    'e2e-containers',
    'faults-containers',
    'e2e',
    'e2e-trader1',
    'faults-trader1',
    'e2e-trader2',
    'faults-trader2',
  ];

  it.each<[string, string, readonly string[]]>([
    ['a kind', 'src/resources/mount.ts', [...runsOfJts(lab), ...hosts]],
    ['a role', 'roles/nas-nfs/role.ts', [...runsOfJts(lab), ...hosts]],
    ['what prints', 'src/report/table.ts', runsOfJts(['build'])],
    ['a playbook', 'playbooks/provision.yaml', [...lab, 'unit', 'floods', 'contract', 'fuzz', ...hosts]],
    ['a test of a host', 'test/faults/trader2/power.test.ts', [...lab, 'unit', 'contract', 'faults-trader2']],
    ['a helper of the contract tests', 'test/contract/sshd.ts', ['build', 'unit', 'cost', 'contract']],
    ['words of the fuzz tests', 'test/faults/fuzz/places.ts', ['build', 'unit', 'contract', 'fuzz']],
    ['a document', 'docs/recovery.md', ['build', 'unit', 'contract']],
  ])('%s chooses what depends on it', (_, file, expected) => {
    expect(stagesFor(file)).toEqual(expected);
  });

  it('the packages choose all tests', () => {
    expect(stagesFor('package.json')).toEqual(
      expect.arrayContaining(STAGES.flatMap(({ name, tests }) => (tests ? [name] : []))),
    );
  });

  it('nothing chooses nothing', () => {
    expect(stagesFor()).toEqual([]);
  });

  it('is told for each stage, with the reason', () => {
    expect(affected(['test/faults/fuzz.test.ts', 'test/lab/qemu.ts'], 'main', FILES, STAGES).why).toEqual([
      'unit: the tests that import what changed',
      'contract: the tests that import what changed',
      'fuzz: test/faults/fuzz.test.ts changed',
      ...hosts.map((name) => `${name}: test/lab/qemu.ts changed, and it is the lab they run against`),
    ]);
  });
});
