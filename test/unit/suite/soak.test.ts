import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { countsIn, countsTable, keepTried, soakedIn } from '../../../test/suite/soak/counts.ts';
import { fewestParts, itemsOf, minutesOf, partsOf, stagesOfPart } from '../../../test/suite/soak/parts.ts';
import { chosenParts } from '../../../test/suite/soak/soak.ts';

const file = (project: string, name: string) => ({ project, file: `test/faults/${name}.test.ts`, name: '' });
const FILES = [
  file('fuzz', 'fuzz'),
  file('faults-trader1', 'trader1/a'),
  file('faults-trader1', 'trader1/b'),
  file('faults-trader2', 'trader2/c'),
  file('faults-trader2', 'trader2/new'),
  { project: 'e2e-trader1', file: 'test/e2e/trader1/rollback.test.ts', name: '' },
  { project: 'e2e-trader1', file: 'test/e2e/trader1/reach.test.ts', name: '' },
  { project: 'unit', file: 'test/unit/x.test.ts', name: '' },
];
const LENGTHS = {
  'test/e2e/trader1/rollback.test.ts': { minutes: 5 },
  'test/faults/fuzz.test.ts': { minutes: 10 },
  'test/faults/trader1/a.test.ts': { minutes: 50 },
  'test/faults/trader1/b.test.ts': { minutes: 40 },
  'test/faults/trader2/c.test.ts': {
    minutes: 80,
    split: [
      { named: 'one', minutes: 30 },
      { named: 'two', minutes: 50 },
    ],
  },
};
const items = itemsOf(FILES, LENGTHS);
const names = (part: readonly { readonly name: string }[]) => part.map(({ name }) => name);

describe('the soak', () => {
  it('has all files of the fault suites, the long ones by the names of tests, and the rollbacks of everything', () => {
    expect(names(items)).toEqual([
      ...['fuzz', 'trader1/a', 'trader1/b', 'trader2/c one', 'trader2/c two', 'trader2/new', 'e2e/trader1/rollback'],
    ]);
  });

  it('is spread over parts that take no more than an hour, hosts side by side', () => {
    const parts = partsOf(items, fewestParts(items));
    expect(parts.map(names)).toEqual([
      ['trader1/a', 'trader2/c two', 'fuzz'],
      ['trader1/b', 'trader2/c one', 'trader2/new', 'e2e/trader1/rollback'],
    ]);
    expect(parts.map(minutesOf)).toEqual([50, 50]);
  });

  it.each([1, 2, 3, 4, 7])('has each item in exactly one of %i parts', (count) => {
    const numbered = Array.from({ length: count }, (_, index) => chosenParts(items, `${index + 1}/${count}`).flat());
    expect(names(numbered.flat()).toSorted()).toEqual(names(items).toSorted());
  });

  it.each(['3/2', '0/2', '1', 'a/b', '1/0'])('has no part %s', (part) => {
    expect(() => chosenParts(items, part)).toThrow(`--part ${part}: expected n/m, as in 2/6, with n from 1 to m`);
  });

  it('has the hosts that its stages need, and their names', () => {
    const [stage] = stagesOfPart(items.filter(({ name }) => name === 'trader2/c two'));
    expect(stage).toMatchObject({
      tests: { project: 'faults-trader2', files: ['test/faults/trader2/c.test.ts'], named: 'two' },
      needs: ['build', 'image'],
      lanes: ['trader2'],
      boots: true,
    });
  });
});

describe('the counts of the soak', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jts-soak-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('are the lines that say what was lost', () => {
    const line = 'power: 12 cuts in 9 changes tried, 11 times booted and gone on, lost: 0 (seed 4)';
    expect(countsIn(['stdout | power', `  ${line}`, 'nothing lost', 'lost: none'])).toEqual([line]);
  });

  it('are kept by commit and added up', () => {
    const soaked = join(folder, '.test', 'soak.json');
    keepTried(soaked, 'c1', 'a', { green: true, minutes: 3, counts: ['a: 2 cuts tried, lost: 0'] });
    keepTried(soaked, 'c1', 'b', { green: true, minutes: 9, counts: ['b: 7 tried, lost: 1'] });
    keepTried(soaked, 'c2', 'a', { green: true, minutes: 1, counts: [] });
    keepTried(soaked, 'c1', 'b', { green: false, minutes: 5, counts: ['b: 40 sites tried, 30 rejected, lost: 2'] });
    expect(countsTable(soakedIn(soaked)['c1'] ?? {})).toEqual([
      'soak    result  minutes  tried  lost',
      'a       green         3      2     0',
      'b       RED           5     40     2',
      'in all                8     42     2',
      '',
      'a: 2 cuts tried, lost: 0',
      'b: 40 sites tried, 30 rejected, lost: 2',
    ]);
  });
});
