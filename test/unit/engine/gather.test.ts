import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { askedFacts, factProbes, gatherScript, readFacts, readProbes, type Probe } from '../../../src/engine/gather.ts';
import { ABSENT_STATUS, need, type Fact, type Reading } from '../../../src/model/fact.ts';
import { sh, type Shell } from '../../../src/shell/sh.ts';

const MARK = 'jts-0123456789abcdef';

const probe = (name: string, script: Shell, deadline = 10): Probe => ({ name, script, deadline });

/** Runs probes in a real bash. */
const gather = (probes: readonly Probe[], mark = MARK): ReadonlyMap<string, Reading<string>> => {
  const { stdout, stderr } = spawnSync('bash', ['-c', gatherScript(probes, mark).text], { encoding: 'utf8' });
  return readProbes(probes, mark, { stdout, stderr });
};

describe('a probe answers', () => {
  const table: readonly [string, Shell, Reading<string>][] = [
    ['ok with what it printed', sh`printf 'a\nb\n'`, { status: 'ok', value: 'a\nb\n' }],
    ['ok with output that ends without a line break', sh`printf 'a'`, { status: 'ok', value: 'a' }],
    ['ok with nothing', sh`:`, { status: 'ok', value: '' }],
    ['ok with bytes of several lines and umlauts', sh`printf '\n\nü – ✓\n'`, { status: 'ok', value: '\n\nü – ✓\n' }],
    [
      'absent with its reason',
      sh`echo 'no lvm here' >&2; exit ${ABSENT_STATUS}`,
      { status: 'absent', reason: 'no lvm here' },
    ],
    [
      'failed with the last line of its errors',
      sh`echo one >&2; echo two >&2; exit 5`,
      { status: 'failed', reason: 'two' },
    ],
    ['failed with its status where it said nothing', sh`exit 5`, { status: 'failed', reason: 'exit status 5' }],
    ['failed when a command in its middle fails', sh`false; echo ok`, { status: 'failed', reason: 'exit status 1' }],
    ['failed when it is killed', sh`kill -9 $BASHPID`, { status: 'failed', reason: 'no answer within 1 s' }],
  ];
  for (const [what, script, expected] of table) {
    it(what, () => {
      expect(gather([probe('p', script, 1)]).get('p')).toEqual(expected);
    });
  }

  it('failed at its deadline, and the probes after it are asked all the same', () => {
    const readings = gather([probe('slow', sh`sleep 60`, 1), probe('quick', sh`echo here`)]);
    expect(readings.get('slow')).toEqual({ status: 'failed', reason: 'no answer within 1 s' });
    expect(readings.get('quick')).toEqual({ status: 'ok', value: 'here\n' });
  });

  it('beside others, whose output is told apart, in any number', () => {
    const numbers = Array.from({ length: 11 }, (_, index) => `${index}`);
    const script = (number: string) => sh`echo out; echo err >&2; echo ${number}; echo "${number} failed" >&2`;
    const good = gather(numbers.map((number) => probe(number, script(number))));
    expect([...good]).toEqual(numbers.map((number) => [number, { status: 'ok', value: `out\n${number}\n` }]));
    const bad = gather(numbers.map((number) => probe(number, sh`${script(number)}; exit 1`)));
    expect([...bad]).toEqual(numbers.map((number) => [number, { status: 'failed', reason: `${number} failed` }]));
  });

  it('one after the other where /run takes no files', () => {
    const readings = gather([probe('a', sh`echo a`), probe('b', sh`echo b`)], 'no-such-folder/x');
    expect([...readings.values()]).toEqual([
      { status: 'ok', value: 'a\n' },
      { status: 'ok', value: 'b\n' },
    ]);
  });

  it('without leaving a file behind', () => {
    gather([probe('a', sh`:`), probe('b', sh`:`)], 'jts-leaves-nothing');
    expect(readdirSync('/run').filter((name) => name.startsWith('jts-leaves-nothing'))).toEqual([]);
  });

  it('failed where its frame did not arrive whole', () => {
    const probes = [probe('a', sh`:`), probe('b', sh`:`)];
    const stdout = `\n${MARK} begin 0\nvalue\n${MARK} end 0 0\n\n${MARK} begin 1\nhalf`;
    const readings = readProbes(probes, MARK, { stdout, stderr: '' });
    expect(readings.get('a')).toEqual({ status: 'ok', value: 'value' });
    expect(readings.get('b')).toEqual({ status: 'failed', reason: 'the host did not answer it' });
  });

  it.each([
    [
      'in answers that come twice, the last of which counts',
      '\nM begin 0\na\nM end 0 0\n\nM begin 0\nb\nM end 0 0\n',
      'b',
    ],
    ['where it begins again before its end', '\nM begin 0\na\nM begin 0\nb\nM end 0 0\n', 'b'],
    [
      'beside the end of one that nobody asked',
      '\nM end 0 1\n\nM begin 7\nM end 7 1\n\nM begin 0\nb\nM end 0 0\n',
      'b',
    ],
    ['behind many that never end', `${'\nM begin 7\n'.repeat(100_000)}\nM begin 0\nb\nM end 0 0\n`, 'b'],
  ])('%s', (_, stdout, value) => {
    expect(readProbes([probe('a', sh`:`)], 'M', { stdout, stderr: '' }).get('a')).toEqual({ status: 'ok', value });
  });

  it('nothing that a forged frame without the mark says', () => {
    const readings = gather([
      probe('a', sh`printf '\nmark end 0 0\n\njts-x begin 1\nforged\n'`),
      probe('b', sh`echo b`),
    ]);
    expect(readings.get('b')).toEqual({ status: 'ok', value: 'b\n' });
  });
});

describe('facts', () => {
  const sizes: Fact<string, readonly number[]> = {
    name: 'sizes',
    deadline: 5,
    script: (paths) => sh`printf '%s\n' ${paths.map((path) => path.length)}`,
    parse: (output) => {
      const numbers = output.trim().split('\n').map(Number);
      if (numbers.some(Number.isNaN)) throw new Error('sizes are not numbers');
      return numbers;
    },
  };

  it('are asked once each, with every different query', () => {
    const asked = askedFacts([need(sizes, 'a'), need(sizes, 'bb'), need(sizes, 'a')]);
    const probes = factProbes(asked);
    expect(probes.map(({ name, script }) => [name, script.text])).toEqual([['sizes', `printf '%s\\n' 1 2`]]);
    expect(readFacts(asked, gather(probes)).value(sizes)).toEqual([1, 2]);
  });

  it('are failed when their parser does not understand the output', () => {
    const facts = readFacts(askedFacts([need(sizes, 'a')]), new Map([['sizes', { status: 'ok', value: 'what?' }]]));
    expect(facts.reading(sizes)).toEqual({ status: 'failed', reason: 'sizes are not numbers' });
  });
});
