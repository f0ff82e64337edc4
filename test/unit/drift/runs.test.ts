import { describe, expect, it } from 'vitest';
import { chosenRun, runsAmong } from '../../../src/drift/runs.ts';

const NEWER = '20261121T222834Z-8539';
const OLDER = '20261120T174012Z-3f9a';

it('the runs in a folder are told by their names, and come newest first', () => {
  const others = ['latest', 'latest.17.part', '.DS_Store', 'notes', '20261120T174012Z', `${OLDER}.bak`, `x${OLDER}`];
  expect(runsAmong([OLDER, ...others, NEWER])).toEqual([NEWER, OLDER]);
});

describe('a run', () => {
  it.each([
    ['its name', OLDER, OLDER],
    ['its path, as a shell completes it', `reports/${OLDER}/`, OLDER],
    ['its path with a dot', `./reports/${OLDER}`, OLDER],
    ['latest', 'latest', NEWER],
    ['the path of the link', 'reports/latest', NEWER],
  ])('is found by %s', (_, asked, expected) => {
    expect(chosenRun(asked, 'reports', [NEWER, OLDER], NEWER)).toEqual({ ok: true, value: expected });
  });

  const known = `known runs, newest first: ${NEWER}, ${OLDER}`;
  const none = 'It has no run at all: "jts run" and "jts drift" each leave one. Leave --since out this time.';

  it.each<[string, string, readonly string[], string | undefined, string, string]>([
    [
      'is mistyped',
      '20261120T174012Z-3f9b',
      [NEWER, OLDER],
      NEWER,
      'reports has no run "20261120T174012Z-3f9b"',
      `did you mean "${OLDER}"? ${known}`,
    ],
    [
      'is mistyped as latest',
      'lastest',
      [OLDER],
      OLDER,
      'reports has no run "lastest"',
      `did you mean "latest"? known runs, newest first: ${OLDER}`,
    ],
    ['is a day', '20261121', [NEWER, OLDER], NEWER, 'reports has no run "20261121"', known],
    ['is empty', '', [NEWER, OLDER], NEWER, 'reports has no run ""', known],
    [
      'is of another folder',
      `../${OLDER}`,
      [NEWER, OLDER],
      NEWER,
      `reports has no run "../${OLDER}"`,
      `did you mean "${OLDER}"? ${known}`,
    ],
    ['climbs out', '../../etc', [NEWER, OLDER], NEWER, 'reports has no run "../../etc"', known],
    [
      'is hostile',
      'a\n$(rm -rf /)\u001b[2J',
      [NEWER, OLDER],
      NEWER,
      String.raw`reports has no run "a\n$(rm -rf /)\u001b[2J"`,
      known,
    ],
    [
      'is the latest, and no link says which',
      'latest',
      [NEWER, OLDER],
      undefined,
      'reports has no run "latest"',
      known,
    ],
    [
      'is the latest, and gone',
      'latest',
      [OLDER],
      NEWER,
      `reports has no run "latest", which is "${NEWER}"`,
      `known runs, newest first: ${OLDER}`,
    ],
    ['is one of none', 'latest', [], undefined, 'reports has no run "latest"', none],
  ])('that %s is a mistake', (_, asked, runs, latest, message, advice) => {
    expect(chosenRun(asked, 'reports', runs, latest)).toEqual({
      ok: false,
      failure: { kind: 'usage', message, advice },
    });
  });
});
