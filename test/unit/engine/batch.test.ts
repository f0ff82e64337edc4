import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { awaitOne } from '../../../src/engine/batch-functions.ts';
import { batchSteps, type RoleBatch } from '../../../src/engine/batch.ts';
import { lines as inOrder, sh, Shell } from '../../../src/shell/sh.ts';
import { bash } from '../shell/bash.ts';
import { change, leaseOf, parallel, role, runBatch, told, until, type Circumstances } from './batch-bash.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'jts-batch-'));
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

const run = (phases: readonly (readonly RoleBatch[])[], circumstances?: Circumstances) =>
  runBatch(root, phases, circumstances);

const meet = (mine: string, other: string) =>
  change(inOrder([sh`touch ${join(root, mine)}`, until(join(root, other))]));

describe('a batch', () => {
  it('runs changes in order, streams their output and their ends', async () => {
    const { outcome, lines } = await run([
      [role('a', [change(sh`echo one; echo "two words" >&2`), change(sh`printf 'no newline'`)])],
    ]);
    expect(told(lines).filter((line) => !/^out \d $/.test(line))).toEqual([
      'begin 0',
      'out 0 one',
      'out 0 two words',
      'end 0 0',
      'begin 1',
      'out 1 no newline',
      'end 1 0',
    ]);
    expect(outcome).toBe('done');
  });

  it('stops a role at its first failed change, and skips the roles that come after it, not the others', async () => {
    const { outcome, lines } = await run([
      [role('a', [change(sh`false; echo unreachable`), change(sh`echo never`)])],
      [role('b', [change(sh`echo never`)], ['a'])],
      [role('c', [change(sh`echo fine`)])],
    ]);
    expect(told(lines).filter((line) => !/^out \d $/.test(line))).toEqual([
      'begin 0',
      'end 0 1',
      'begin 3',
      'out 3 fine',
      'end 3 0',
    ]);
    expect(outcome).toBe('failed');
  });

  it('runs what changes share once, after the last of them and after a failure too', async () => {
    const finish = [{ id: 'reload', run: sh`echo reloaded` }];
    const phases = [[role('a', [change(sh`echo 1`, { finish }), change(sh`false`, { finish })])]];
    expect(batchSteps(phases).map(({ step }) => step)).toEqual(['change', 'change', 'finish']);
    const { outcome, lines } = await run(phases);
    expect(told(lines)).toContain('out 2 reloaded');
    expect(outcome).toBe('failed');
  });

  it('ends a change and its children at the deadline', async () => {
    const { outcome, lines } = await run([[role('a', [change(sh`sleep 60 & sleep 60`, { deadline: 1 })])]]);
    expect(told(lines)).toContain('end 0 deadline');
    expect(outcome).toBe('failed');
  });

  it('is not held up by a child that keeps the output open', async () => {
    const { outcome, lines } = await run([[role('a', [change(sh`sleep 5 & echo started`), change(sh`echo next`)])]]);
    expect(told(lines)).toContain('out 1 next');
    expect(outcome).toBe('done');
  });

  it.each([
    ['it was asked to stop', sh`: >/run/jts/stop`],
    ['its controller has not been heard of until the lease expired', leaseOf('r1', 1)],
    ['another run has taken the host', leaseOf('r2', 9_999_999_999)],
  ])('begins no change once %s; the one in hand ends', async (_, then) => {
    const here = new Shell(then.text.replaceAll('/run/jts', root));
    const { outcome, lines } = await run([
      [role('a', [change(inOrder([here, sh`echo ended`])), change(sh`echo never`)])],
    ]);
    expect(told(lines).filter((line) => !/^out \d $/.test(line))).toEqual(['begin 0', 'out 0 ended', 'end 0 0']);
    expect(outcome).toBe('stopped');
  });

  it('comes to its end without its controller where the play says so', async () => {
    const { outcome } = await run([[role('a', [change(sh`:`)])]], { given: leaseOf('r1', 1), unattended: 'finish' });
    expect(outcome).toBe('done');
  });

  it('goes on while the lease is being written', async () => {
    const { outcome } = await run([[role('a', [change(sh`:`)])]], { given: sh`: >/run/jts/lease` });
    expect(outcome).toBe('done');
  });

  it('leaves nothing of its script, and no word that it is at work', async () => {
    expect(await run([[role('a', [change(sh`:`)])]])).toMatchObject({ outcome: 'done', left: '' });
  });

  it('gives each change strict mode and empty input', async () => {
    const { lines } = await run([[role('a', [change(sh`cat; : "$undefined_variable"; echo never`)])]]);
    expect(told(lines)).toContain('end 0 1');
    expect(told(lines).join('\n')).toContain('undefined_variable: unbound variable');
  });

  it('runs the roles of a phase side by side', async () => {
    const { outcome } = await run([[role('a', [meet('x', 'y')]), role('b', [meet('y', 'x')])]]);
    expect(outcome).toBe('done');
  });

  it('runs changes side by side where neither waits for the other', async () => {
    const { outcome } = await run([
      [
        parallel('a', [
          [meet('x', 'y'), []],
          [meet('y', 'x'), []],
        ]),
      ],
    ]);
    expect(outcome).toBe('done');
  });

  it('begins a change when all that it waits for have ended, and one that runs alone when all before it have', async () => {
    const log = (word: string) => change(sh`echo ${word} >>${join(root, 'log')}`);
    const slow = (word: string) => change(inOrder([sh`read -r -t 0.3 <> <(:) || :`, log(word).run]));
    const { outcome } = await run([
      [
        parallel('a', [
          [slow('lv1'), []],
          [log('fs1'), [0]],
          [slow('lv2'), []],
          [log('fs2'), [2]],
          [log('alone'), undefined],
          [slow('mount'), []],
          [log('directory'), [5]],
        ]),
      ],
    ]);
    expect(outcome).toBe('done');
    const words = (await readFile(join(root, 'log'), 'utf8')).trim().split('\n');
    expect(words.slice(4)).toEqual(['alone', 'mount', 'directory']);
    expect(words.indexOf('lv1')).toBeLessThan(words.indexOf('fs1'));
    expect(words.indexOf('lv2')).toBeLessThan(words.indexOf('fs2'));
  });

  it('runs the changes of one lane one after the other', async () => {
    const alone = change(sh`mkdir ${join(root, 'alone')}; read -r -t 0.1 <> <(:) || :; rmdir ${join(root, 'alone')}`);
    const { outcome } = await run([
      [
        parallel('a', [
          [alone, [], 'lvm'],
          [alone, [], 'lvm'],
          [change(sh`:`), []],
          [alone, [], 'lvm'],
        ]),
      ],
    ]);
    expect(outcome).toBe('done');
  });

  it('lets what runs end when a change beside it fails, and begins no other', async () => {
    const { outcome, lines } = await run([
      [
        parallel('a', [
          [change(sh`touch ${join(root, 'x')}; exit 7`), [], 'lane'],
          [change(until(join(root, 'x'))), []],
          [change(sh`echo never`), [], 'lane'],
        ]),
      ],
    ]);
    const ends = told(lines).filter((line) => line.startsWith('end'));
    expect(ends.toSorted()).toEqual(['end 0 7', 'end 1 0']);
    expect(told(lines)).not.toContain('begin 2');
    expect(outcome).toBe('failed');
  });

  it('says so when the shell of a change is killed', async () => {
    const { outcome, lines } = await run([
      [role('a', [change(sh`read -r _ _ _ parent _ <"/proc/$BASHPID/stat"; kill -KILL "$parent"`)])],
    ]);
    expect(told(lines).at(-1)).toBe('end 0 killed');
    expect(outcome).toBe('failed');
  });

  it('reads how a change ended even where a look at the others comes in the middle of it', () => {
    const script = sh`
      ${awaitOne}
      outcome=0
      declare -A batch_running=([1]=$$ [12]=$$) batch_lanes=([1]='' [12]='')
      declare -A batch_waiters=([12]='13 14 ') batch_missing=([13]=1 [14]=2)
      batch_idle=() batch_ready=()
      exec {batch_ends}<> <(:)
      { printf 1; sleep 0.5; printf '2 0\n'; } >&"$batch_ends" &
      await_one
      echo "ready: \${!batch_ready[*]}, at work: \${!batch_running[*]}, free: \${#batch_idle[@]}"
    `;
    expect(bash(script, { '-t 2 ': '-t 0.1 ' })).toEqual({
      status: 0,
      stdout: 'ready: 13, at work: 1, free: 1\n',
      stderr: '',
    });
  });

  it('leaves every name to the changes', async () => {
    const names = ['entries', 'needs', 'seconds', 'running', 'well', 'waiting', 'chosen', 'rest', 'announced'];
    const { outcome, lines } = await run([
      [
        role('a', [
          change(
            sh`for name in ${names}; do declare -n array=$name; array=(a b); [[ \${array[1]} == b ]] || echo "$name"; done`,
          ),
        ]),
      ],
    ]);
    expect(told(lines).filter((line) => line.startsWith('out 0 ') && line !== 'out 0 ')).toEqual([]);
    expect(outcome).toBe('done');
  });
});

describe('a change that the host takes back on its own unless jts comes back', () => {
  const armed = sh`cat -- /var/lib/jts/revert/r1-1/*.sh 2>&1 | sed 's/^#{.*"ref":"\([^"]*\)".*/\1/'`;
  const said = (lines: Parameters<typeof told>[0]) => told(lines).filter((line) => !/^out \d $/.test(line));
  const calm = change(sh`echo calm`);
  const risky = (run: Shell) => change(run, { revert: sh`echo "back to $(('1' + 1))"` });
  const given = (systemdRun: Shell) => sh`systemd-run() { ${systemdRun}; }`;

  it('has that on the disk before it begins', async () => {
    const { lines, outcome } = await run([[role('a', [calm, risky(armed)])]], {
      given: given(sh`echo "$*" >/run/jts/watched`),
    });
    expect({ outcome, said: said(lines) }).toEqual({
      outcome: 'done',
      said: [
        'begin 0',
        'out 0 calm',
        'end 0 0',
        'begin 1',
        'out 1 file:a-1',
        `out 1 echo "back to $(('1' + 1))"`,
        'end 1 0',
      ],
    });
    const watch = `--quiet --collect --unit=jts-revert-r1-1 bash ${root}/revert/watch.sh r1-1\n`;
    expect(await readFile(join(root, 'watched'), 'utf8')).toBe(watch);
  });

  it.each<[string, Shell]>([
    ['nobody would watch', sh`return 1`],
    ['there is no room for it', sh`rm -r /var/lib/jts/revert/r1-1`],
  ])('is not begun where %s', async (_, systemdRun) => {
    const { lines, outcome } = await run([[role('a', [calm, risky(sh`echo never`)])]], { given: given(systemdRun) });
    expect({ outcome, said: said(lines) }).toEqual({
      outcome: 'failed',
      said: [
        'begin 0',
        'out 0 calm',
        'end 0 0',
        'begin 1',
        'out 1 the host could not be made ready to take it back on its own, so the change was not begun',
        'end 1 1',
      ],
    });
  });

  it('is an ordinary one where the batch is to come to its end without jts', async () => {
    const { lines } = await run([[role('a', [risky(armed)])]], { given: given(sh`return 1`), unattended: 'finish' });
    expect(said(lines)).toEqual([
      'begin 0',
      `out 0 cat: '${root}/revert/r1-1/*.sh': No such file or directory`,
      'end 0 1',
    ]);
  });
});
