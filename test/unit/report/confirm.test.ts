import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import type { HostPlan } from '../../../src/model/plan.ts';
import { confirmation } from '../../../src/report/confirm.ts';
import { takeTurns } from '../../../src/report/turns.ts';
import { changing, plan } from './samples.ts';

const lossy = plan({ role: 'nvme-lvm', entries: [changing('disk:x', { destroys: 'an ext4 file system' })] });
const harmlessPlan = plan({ role: 'db-mounts', entries: [changing('mount:/srv')] });

const QUESTION = `trader1: plan: 1 to change (1 create)
trader1:   role nvme-lvm
trader1:     + disk:x will change from 'absent' to 'mounted': nothing is mounted there
trader1:   These changes cannot be undone:
trader1:     disk:x destroys an ext4 file system
`;

interface Asked {
  readonly nobody?: true;
  readonly answer?: string;
  readonly assumeYes?: boolean;
  /** The operator stops the run before the question, or while it is asked. */
  readonly stopped?: 'before' | 'meanwhile';
}

const asked = async (hostPlan: HostPlan, { nobody, answer, assumeYes = false, stopped }: Asked) => {
  let shown = '';
  const stop = new AbortController();
  if (stopped === 'before') stop.abort();
  const ask = (prompt: string) => {
    shown += prompt;
    if (stopped === 'meanwhile') stop.abort();
    return Promise.resolve(answer);
  };
  const confirm = confirmation({
    assumeYes,
    verbose: false,
    ...(nobody ? {} : { ask }),
    tell: (text) => {
      shown += text;
    },
    turn: takeTurns(),
    stop: stop.signal,
    colors: pc.createColors(false),
  });
  return { confirmed: await confirm(hostPlan), shown };
};

describe('a plan that loses something', () => {
  const prompt = `${QUESTION}Do this on trader1? Only "yes" confirms: `;

  it.each([
    ['yes', true],
    ['y', false],
    ['Yes', false],
    ['yes ', false],
    ['', false],
  ])('is shown and asked for; the answer %j makes it %j', async (answer, confirmed) => {
    expect(await asked(lossy, { answer })).toEqual({ confirmed, shown: prompt });
  });

  const nobody = 'Nobody answers, so nothing is done on trader1: pass --yes to confirm beforehand.\n';
  it.each<[string, Asked, string]>([
    ['when the input ends', {}, prompt + nobody],
    ['where nobody can be asked', { nobody: true }, QUESTION + nobody],
  ])('is not confirmed %s, and it is said how to do without', async (_, how, shown) => {
    expect(await asked(lossy, how)).toEqual({ confirmed: false, shown });
  });

  it.each<[string, Asked, { confirmed: boolean; shown: string }]>([
    ['is confirmed beforehand by --yes', { assumeYes: true }, { confirmed: true, shown: '' }],
    [
      'is not asked for once the operator stopped',
      { answer: 'yes', stopped: 'before' },
      { confirmed: false, shown: '' },
    ],
    [
      'is not confirmed when the operator stops meanwhile',
      { stopped: 'meanwhile' },
      { confirmed: false, shown: prompt },
    ],
    [
      'is not confirmed when the operator stops meanwhile and says yes',
      { answer: 'yes', stopped: 'meanwhile' },
      { confirmed: false, shown: prompt },
    ],
  ])('%s', async (_, how, expected) => {
    expect(await asked(lossy, how)).toEqual(expected);
  });
});

it('a plan that loses nothing needs no question', async () => {
  expect(await asked(harmlessPlan, {})).toEqual({ confirmed: true, shown: '' });
});

it('plans are asked for one at a time', async () => {
  const answers: ((answer: string) => void)[] = [];
  const told: string[] = [];
  const confirm = confirmation({
    assumeYes: false,
    verbose: false,
    ask: (prompt) => {
      told.push(prompt);
      return new Promise((resolve) => answers.push(resolve));
    },
    tell: () => undefined,
    turn: takeTurns(),
    stop: new AbortController().signal,
    colors: pc.createColors(false),
  });
  const first = confirm(lossy);
  const second = confirm({ ...lossy, host: 'trader2' });
  await Promise.resolve();
  expect(told).toEqual(['Do this on trader1? Only "yes" confirms: ']);
  answers[0]?.('no');
  expect(await first).toBe(false);
  await new Promise(setImmediate);
  expect(told.slice(1)).toEqual(['Do this on trader2? Only "yes" confirms: ']);
  answers[1]?.('yes');
  expect(await second).toBe(true);
});
