import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { batchScript, readBatchLine, type BatchLine, type RoleBatch } from '../../../src/engine/batch.ts';
import type { Change } from '../../../src/model/resource.ts';
import { lines, sh, type Shell } from '../../../src/shell/sh.ts';

const MARK = 'jts-0123456789abcdef';

type StepLine = Extract<BatchLine, { readonly number: number }>;

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
  /** Those of its steps. */
  readonly lines: readonly StepLine[];
  /** How it said that it ended. */
  readonly outcome: string | undefined;
  readonly journal: string;
  /** What is left in the files that it empties at its end. */
  readonly left: string;
}

/** What is so on the host before a batch runs; left out: a lease that holds. */
export interface Circumstances {
  readonly given?: Shell;
  readonly unattended?: 'stop' | 'finish';
  readonly secrets?: readonly string[];
}

/** A lease on a host; `up` seconds after its boot it expires. */
export const leaseOf = (run: string, up: number): Shell => sh`echo ${`${up} 1 0 ${run} 1 me`} >/run/jts/lease`;

/** Runs a batch in a real bash, the files of jts in the folder `root`. */
export const runBatch = async (
  root: string,
  phases: readonly (readonly RoleBatch[])[],
  { given = sh``, unattended = 'stop', secrets = [] }: Circumstances = {},
): Promise<Ran> => {
  const header = { run: 'r1', operator: 'me', mode: 'apply' } as const;
  const script = batchScript(phases, { id: 'r1-1', mark: MARK, header, unattended, later: ['file:later'], secrets });
  const text = lines([leaseOf('r1', 9_999_999_999), given, script])
    .text.replaceAll('/var/lib/jts', root)
    .replaceAll('/run/jts', root)
    .replaceAll('/etc/systemd/system', root);
  await Promise.all(['batch', 'batch.sh'].map((name) => writeFile(join(root, name), 'not empty')));
  const child = spawn('bash', ['-c', text], { stdio: ['ignore', 'pipe', 'inherit'] });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  await once(child, 'close');
  const journal = await readFile(join(root, 'journal/journal.jsonl'), 'utf8').catch(() => '');
  const left = await Promise.all(['batch', 'batch.sh'].map((name) => readFile(join(root, name), 'utf8')));
  const said = stdout.split('\n').flatMap((line) => readBatchLine(line, MARK) ?? []);
  const steps = said.filter((line): line is StepLine => 'number' in line);
  return {
    lines: steps,
    outcome: said.flatMap((line) => (line.line === 'ended' ? [line.outcome] : []))[0],
    journal,
    left: left.join(''),
  };
};

/** The lines of a batch, as words. */
export const told = (lines: readonly StepLine[]): readonly string[] =>
  lines.map((line) => {
    if (line.line === 'begin') return `begin ${line.number}`;
    if (line.line === 'output') return `out ${line.number} ${line.text}`;
    return `end ${line.number} ${line.status}`;
  });

/** Waits until a file is there. */
export const until = (path: string): Shell => sh`until [[ -e ${path} ]]; do read -r -t 0.01 <> <(:) || :; done`;
