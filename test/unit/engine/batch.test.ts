import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { batchScript, batchSteps, readBatchLine, type BatchLine, type RoleBatch } from '../../../src/engine/batch.ts';
import { journalFact } from '../../../src/engine/journal.ts';
import type { Change } from '../../../src/model/resource.ts';
import { lines, sh, type Shell } from '../../../src/shell/sh.ts';

const MARK = 'jts-0123456789abcdef';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'jts-batch-'));
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

const change = (run: Shell, more: Partial<Change> = {}): Change => ({
  action: 'create',
  from: 'absent',
  to: 'there',
  reason: 'wanted',
  run,
  deadline: 20,
  before: null,
  ...more,
});

/** A role whose changes may run side by side but for those that each waits for, by index; `undefined`: it runs alone. */
const parallel = (
  name: string,
  changes: readonly (readonly [Change, readonly number[] | undefined, string?])[],
): RoleBatch => ({
  role: name,
  after: [],
  changes: changes.map(([change, waitsFor, lane], index) => ({
    role: name,
    ref: `file:${name}-${index}`,
    change,
    ...(waitsFor && {
      beside: {
        waitsFor: waitsFor.map((other) => `file:${name}-${other}` as const),
        ...(lane !== undefined && { lane }),
      },
    }),
  })),
});

const role = (name: string, changes: readonly Change[], after: readonly string[] = []): RoleBatch => ({
  role: name,
  after,
  changes: changes.map((change, index) => ({ role: name, ref: `file:${name}-${index}`, change })),
});

interface Ran {
  readonly status: number | null;
  readonly lines: readonly BatchLine[];
  readonly journal: string;
}

/** Runs a batch in a real bash, its journal below a temporary folder; `control` is what the operator sends meanwhile. */
const run = async (phases: readonly (readonly RoleBatch[])[], control = ''): Promise<Ran> => {
  const script = batchScript(phases, { run: 'r1', operator: 'me', mode: 'apply' });
  const heard = control === '' ? '' : 'until read -r -t 0 -u "$control"; do :; done\n';
  const text = `mark=${MARK}; exec {control}<&0 {lock}</dev/null\n${heard}${script.text}`.replaceAll(
    '/var/lib/jts',
    root,
  );
  const child = spawn('bash', ['-c', text], { stdio: ['pipe', 'pipe', 'inherit'] });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stdin.write(control);
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const journal = await readFile(join(root, 'journal/journal.jsonl'), 'utf8').catch(() => '');
  return { status, lines: stdout.split('\n').flatMap((line) => readBatchLine(line, MARK) ?? []), journal };
};

const told = (lines: readonly BatchLine[]): readonly string[] =>
  lines.map((line) => {
    if (line.line === 'begin') return `begin ${line.number}`;
    if (line.line === 'output') return `out ${line.number} ${line.text}`;
    return `end ${line.number} ${line.status}`;
  });

describe('a batch', () => {
  it('runs changes in order, streams their output and their ends', async () => {
    const { status, lines } = await run([
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
    expect(status).toBe(0);
  });

  it('stops a role at its first failed change, and skips the roles that come after it, not the others', async () => {
    const { status, lines } = await run([
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
    expect(status).toBe(1);
  });

  it('runs what changes share once, after the last of them and after a failure too', async () => {
    const finish = [{ id: 'reload', run: sh`echo reloaded` }];
    const phases = [[role('a', [change(sh`echo 1`, { finish }), change(sh`false`, { finish })])]];
    expect(batchSteps(phases).map(({ step }) => step)).toEqual(['change', 'change', 'finish']);
    const { status, lines } = await run(phases);
    expect(told(lines)).toContain('out 2 reloaded');
    expect(status).toBe(1);
  });

  it('ends a change and its children at the deadline', async () => {
    const { status, lines } = await run([[role('a', [change(sh`sleep 60 & sleep 60`, { deadline: 1 })])]]);
    expect(told(lines)).toContain('end 0 deadline');
    expect(status).toBe(1);
  });

  it('is not held up by a child that keeps the output open', async () => {
    const { status, lines } = await run([[role('a', [change(sh`sleep 5 & echo started`), change(sh`echo next`)])]]);
    expect(told(lines)).toContain('out 1 next');
    expect(status).toBe(0);
  });

  it('begins no change after the operator asked to stop', async () => {
    const { status, lines } = await run([[role('a', [change(sh`echo one`)])]], 'stop\n');
    expect(told(lines)).toEqual([]);
    expect(status).toBe(1);
  });

  it('gives each change strict mode and empty input', async () => {
    const { lines } = await run([[role('a', [change(sh`cat; : "$undefined_variable"; echo never`)])]]);
    expect(told(lines)).toContain('end 0 1');
    expect(told(lines).join('\n')).toContain('undefined_variable: unbound variable');
  });

  const until = (path: string) => sh`until [[ -e ${join(root, path)} ]]; do read -r -t 0.01 <> <(:) || :; done`;
  const meet = (mine: string, other: string) => change(lines([sh`touch ${join(root, mine)}`, until(other)]));

  it('runs the roles of a phase side by side', async () => {
    const { status } = await run([[role('a', [meet('x', 'y')]), role('b', [meet('y', 'x')])]]);
    expect(status).toBe(0);
  });

  it('runs changes side by side where neither waits for the other', async () => {
    const { status } = await run([
      [
        parallel('a', [
          [meet('x', 'y'), []],
          [meet('y', 'x'), []],
        ]),
      ],
    ]);
    expect(status).toBe(0);
  });

  it('begins a change when all that it waits for have ended, and one that runs alone when all before it have', async () => {
    const log = (word: string) => change(sh`echo ${word} >>${join(root, 'log')}`);
    const slow = (word: string) => change(lines([sh`read -r -t 0.3 <> <(:) || :`, log(word).run]));
    const { status } = await run([
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
    expect(status).toBe(0);
    const words = (await readFile(join(root, 'log'), 'utf8')).trim().split('\n');
    expect(words.slice(4)).toEqual(['alone', 'mount', 'directory']);
    expect(words.indexOf('lv1')).toBeLessThan(words.indexOf('fs1'));
    expect(words.indexOf('lv2')).toBeLessThan(words.indexOf('fs2'));
  });

  it('runs the changes of one lane one after the other', async () => {
    const alone = change(sh`mkdir ${join(root, 'alone')}; read -r -t 0.1 <> <(:) || :; rmdir ${join(root, 'alone')}`);
    const { status } = await run([
      [
        parallel('a', [
          [alone, [], 'lvm'],
          [alone, [], 'lvm'],
          [change(sh`:`), []],
          [alone, [], 'lvm'],
        ]),
      ],
    ]);
    expect(status).toBe(0);
  });

  it('lets what runs end when a change beside it fails, and begins no other', async () => {
    const { lines, status } = await run([
      [
        parallel('a', [
          [change(sh`touch ${join(root, 'x')}; exit 7`), []],
          [change(until('x')), []],
          [change(sh`echo never`), [1]],
        ]),
      ],
    ]);
    expect(told(lines).filter((line) => line.startsWith('end'))).toEqual(['end 0 7', 'end 1 0']);
    expect(told(lines)).not.toContain('begin 2');
    expect(status).toBe(1);
  });

  it('says so when the shell of a change is killed', async () => {
    const { lines, status } = await run([
      [role('a', [change(sh`read -r _ _ _ parent _ <"/proc/$BASHPID/stat"; kill -KILL "$parent"`)])],
    ]);
    expect(told(lines).at(-1)).toBe('end 0 killed');
    expect(status).toBe(1);
  });

  it('leaves every name to the changes', async () => {
    const names = ['entries', 'needs', 'seconds', 'running', 'well', 'waiting', 'chosen', 'rest'];
    const { lines, status } = await run([
      [
        role('a', [
          change(
            sh`for name in ${names}; do declare -n array=$name; array=(a b); [[ \${array[1]} == b ]] || echo "$name"; done`,
          ),
        ]),
      ],
    ]);
    expect(told(lines).filter((line) => line.startsWith('out 0 ') && line !== 'out 0 ')).toEqual([]);
    expect(status).toBe(0);
  });

  it('writes to the journal what was there before, and reads it back', async () => {
    const before = { owner: "o'brien", mode: '0755', note: '@event $(id) \n"&' };
    const { journal } = await run([[role('a', [change(sh`:`, { before }), change(sh`false`, { before: 7 })])]]);
    expect(journalFact.parse(journal, [])).toEqual(
      new Map<string, unknown>([
        ['file:a-0', before],
        ['file:a-1', 7],
      ]),
    );
  });

  it('does not begin a change that the journal cannot announce', async () => {
    await writeFile(join(root, 'journal'), 'a file where the folder should be');
    const { lines, status } = await run([[role('a', [change(sh`echo never`)])]]);
    expect(told(lines).at(-1)).toEqual('end 0 1');
    expect(told(lines)).toContain('out 0 the journal on the host could not be written, so the change was not begun');
    expect(told(lines)).not.toContain('out 0 never');
    expect(status).toBe(1);
  });
});
