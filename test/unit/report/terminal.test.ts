import { execFile } from 'node:child_process';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { terminalReporter } from '../../../src/report/terminal.ts';
import { failingRun, quiet, runStarted } from './samples.ts';
import { Screen } from './screen.ts';

/** Milliseconds, longer than the time between two redraws. */
const A_FRAME = 150;

/** A terminal that can be looked at. */
const terminal = (columns: number, rows = 24) => {
  const screen = new Screen(columns);
  const stream = new Writable({
    decodeStrings: false,
    write: (text: string, _encoding, done) => {
      // A real terminal returns to the first column at a line break.
      screen.write(text.replaceAll('\n', '\r\n'));
      done();
    },
  });
  return { screen, stream: Object.assign(stream, { columns, rows, isTTY: true }) };
};

const HEAD = ['Run r1: playbooks/hot.yaml on 1 host: trader1', 'Play "hot tier": apply on 1 host: trader1'];

describe('a run on a terminal', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('has bars below its lines while it goes on', async () => {
    const { screen, stream } = terminal(70);
    const reporter = terminalReporter(stream, quiet);
    for (const event of failingRun.slice(0, 8)) reporter.on(event);
    await vi.advanceTimersByTimeAsync(A_FRAME);
    expect(screen.lines).toEqual([
      ...HEAD,
      'trader1: plan: 2 to change (2 create), 1 as wanted',
      'trader1:   These changes cannot be undone:',
      // Lines that are too long for the terminal wrap.
      'trader1:     filesystem:/dev/vg_jts/lv_redis destroys what is on lv_re',
      'dis',
      'trader1: + filesystem:/dev/vg_jts/lv_redis: absent → ext4 (no file sys',
      'tem) 1.2 s',
      '██████░░░░░░░░░░░░░░ 0/1 hosts · 0:00',
      'trader1 ██████░░░░░░░░░░░░░░ 2/2 reading back',
    ]);
    expect(screen).toMatchObject({ cursorVisible: false });
    await reporter.close();
  });

  it('leaves nothing but its lines, the cursor and a wrapping terminal', async () => {
    const { screen, stream } = terminal(70);
    const reporter = terminalReporter(stream, quiet);
    for (const event of failingRun) reporter.on(event);
    await reporter.close();
    expect(screen.lines.slice(-8)).toEqual([
      'trader1:   1 change made, 1 change failed, 1 as wanted, 12.3 s',
      '',
      'host     outcome  changes  pass  fail  skip  seconds',
      'trader1  failed   1        0     0     0     1.5',
      '',
      'Run r1: 1 host in 2 min 5 s.',
      'trader1 did not come through: once that is mended, run the same comman',
      'd with -l trader1.',
    ]);
    expect(screen).toMatchObject({ cursorVisible: true, wraps: true });
  });

  it('loses no line when it is closed in the middle', async () => {
    const { screen, stream } = terminal(70);
    const reporter = terminalReporter(stream, quiet);
    for (const event of failingRun.slice(0, 2)) reporter.on(event);
    await reporter.close();
    expect(screen.lines).toEqual([...HEAD, '']);
    expect(screen).toMatchObject({ cursorVisible: true, wraps: true });
  });

  it('never wraps a bar in a narrow terminal', async () => {
    const { screen, stream } = terminal(20);
    const reporter = terminalReporter(stream, quiet);
    reporter.on(runStarted('trader1'));
    for (const event of failingRun.slice(5, 7)) reporter.on(event);
    await vi.advanceTimersByTimeAsync(2 * A_FRAME);
    expect(screen.lines.slice(-2)).toEqual(['0/1 hosts · 0:00', 'trader1 create fil…']);
    await reporter.close();
  });

  it('moves its bars down for a line that comes later, though they stay the same', async () => {
    const { screen, stream } = terminal(70);
    const reporter = terminalReporter(stream, quiet);
    reporter.on(runStarted('trader1'));
    await vi.advanceTimersByTimeAsync(A_FRAME);
    reporter.say('Stopping.\n');
    await vi.advanceTimersByTimeAsync(A_FRAME);
    expect(screen.lines).toEqual([HEAD[0], 'Stopping.', '░░░░░░░░░░░░░░░░░░░░ 0/1 hosts · 0:00', '']);
    await reporter.close();
  });

  it('has no more rows than fit a low terminal', async () => {
    const { screen, stream } = terminal(70, 3);
    const reporter = terminalReporter(stream, quiet);
    reporter.on(runStarted('t1', 't2', 't3'));
    for (const host of ['t1', 't2', 't3']) reporter.on({ event: 'host-started', host });
    await vi.advanceTimersByTimeAsync(2 * A_FRAME);
    expect(screen.lines.slice(1)).toEqual([
      '░░░░░░░░░░░░░░░░░░░░ 0/3 hosts · 0:00',
      't1 ░░░░░░░░░░░░░░░░░░░░ connecting',
    ]);
    await reporter.close();
  });

  it('is quiet while something else uses the terminal', async () => {
    const { screen, stream } = terminal(70);
    const reporter = terminalReporter(stream, quiet);
    reporter.on(runStarted('trader1'));
    const answer = await reporter.quietly(async () => {
      for (const event of failingRun.slice(1, 3)) reporter.on(event);
      reporter.say('This is lost.\n');
      stream.write('Do this? ');
      await vi.advanceTimersByTimeAsync(A_FRAME);
      expect(screen.lines).toEqual([HEAD[0], 'This is lost.', 'Do this?']);
      expect(screen).toMatchObject({ cursorVisible: true, wraps: true });
      stream.write('yes\n');
      return 'yes';
    });
    expect(answer).toBe('yes');
    reporter.say('Stopping.\n');
    await vi.advanceTimersByTimeAsync(A_FRAME);
    expect(screen.lines).toEqual([
      HEAD[0],
      'This is lost.',
      'Do this? yes',
      HEAD[1],
      'Stopping.',
      '░░░░░░░░░░░░░░░░░░░░ 0/1 hosts · 0:00',
      'trader1 ░░░░░░░░░░░░░░░░░░░░ connecting',
    ]);
    await reporter.close();
  });
});

describe('a process with bars in a real terminal', () => {
  const scene = fileURLToPath(new URL('terminal-scene.ts', import.meta.url));

  it.each([
    ['close', {}, true],
    ['exit', { NO_COLOR: '1' }, false],
  ] as const)(
    'has its cursor back and no bar left after %s; with the environment %j its colours are %j',
    async (ending, env, coloured) => {
      const command = `stty cols 70 rows 24; exec '${process.execPath}' --import jiti/register '${scene}' ${ending}`;
      const { stdout } = await promisify(execFile)('script', ['-qec', command, '/dev/null'], {
        env: { PATH: process.env['PATH'], TERM: 'xterm', ...env },
      });
      const screen = new Screen(70);
      screen.write(stdout);
      expect(stdout).toContain('░ 0/1 hosts');
      expect(stdout.includes('\u001b[1mRun r1')).toBe(coloured);
      expect(screen.lines).toEqual([...HEAD, '']);
      expect(screen).toMatchObject({ cursorVisible: true, wraps: true });
    },
    20_000,
  );
});
