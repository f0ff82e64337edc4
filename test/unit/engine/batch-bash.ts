import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { batchScript, readBatchLine, type BatchLine, type RoleBatch } from '../../../src/engine/batch.ts';
import type { Change } from '../../../src/model/resource.ts';
import { sh, type Shell } from '../../../src/shell/sh.ts';

const MARK = 'jts-0123456789abcdef';

/** A change that runs a script. */
export const change = (run: Shell, more: Partial<Change> = {}): Change => ({
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
export const parallel = (
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

/** A role whose changes run one after the other. */
export const role = (name: string, changes: readonly Change[], after: readonly string[] = []): RoleBatch => ({
  role: name,
  after,
  changes: changes.map((change, index) => ({ role: name, ref: `file:${name}-${index}`, change })),
});

/** What a batch came to. */
export interface Ran {
  readonly status: number | null;
  readonly lines: readonly BatchLine[];
  readonly journal: string;
}

/** What is so while a batch runs; left out: an operator who listens and says nothing. */
export interface Circumstances {
  /** What the operator sends meanwhile. */
  readonly control?: string;
  /** What is so on the host before. */
  readonly given?: Shell;
  /** The output after which nobody listens any more, as the file `deaf` in the folder then says. */
  readonly deafAfter?: string;
}

/** Runs a batch in a real bash, its journal in the folder `root`. */
export const runBatch = async (
  root: string,
  phases: readonly (readonly RoleBatch[])[],
  { control = '', given = sh``, deafAfter }: Circumstances = {},
): Promise<Ran> => {
  const script = batchScript(phases, { run: 'r1', operator: 'me', mode: 'apply' });
  const heard = control === '' ? '' : 'until read -r -t 0 -u "$control"; do :; done\n';
  const text = `mark=${MARK}; exec {control}<&0 {lock}</dev/null\n${given.text}\n${heard}${script.text}`.replaceAll(
    '/var/lib/jts',
    root,
  );
  const child = spawn('bash', ['-c', text], { stdio: ['pipe', 'pipe', 'inherit'] });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
    if (deafAfter !== undefined && stdout.includes(deafAfter)) child.stdout.destroy();
  });
  if (deafAfter !== undefined) child.stdout.once('close', () => void writeFile(join(root, 'deaf'), ''));
  child.stdin.write(control);
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const journal = await readFile(join(root, 'journal/journal.jsonl'), 'utf8').catch(() => '');
  return { status, lines: stdout.split('\n').flatMap((line) => readBatchLine(line, MARK) ?? []), journal };
};

/** The lines of a batch, as words. */
export const told = (lines: readonly BatchLine[]): readonly string[] =>
  lines.map((line) => {
    if (line.line === 'begin') return `begin ${line.number}`;
    if (line.line === 'output') return `out ${line.number} ${line.text}`;
    return `end ${line.number} ${line.status}`;
  });

/** Waits until a file is there. */
export const until = (path: string): Shell => sh`until [[ -e ${path} ]]; do read -r -t 0.01 <> <(:) || :; done`;
