import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import fc from 'fast-check';
import pc from 'picocolors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../../src/model/event.ts';
import type { Failure } from '../../../src/model/failure.ts';
import { linesOfSecret, redactor } from '../../../src/model/redaction.ts';
import { failureText } from '../../../src/report/failure-text.ts';
import { filesReporter } from '../../../src/report/files.ts';
import { harmless } from '../../../src/report/harmless.ts';
import { jsonReporter } from '../../../src/report/json.ts';
import { plainReporter } from '../../../src/report/plain.ts';
import { planText } from '../../../src/report/plan-text.ts';
import type { Reporter } from '../../../src/report/reporter.ts';
import { terminalReporter } from '../../../src/report/terminal.ts';
import { quote, sh } from '../../../src/shell/sh.ts';
import { changeReport, changing, checkReport, entry, hostReport, plan, roleReport, row, summary } from './samples.ts';

const detail = { verbose: true, diff: true };
const host = 'trader1';
const role = 'db-mounts';

/** A plan with a text in everything that may be made of variables. */
const planWith = (text: string) =>
  plan({
    role,
    entries: [
      entry(`mount:${text}`, { verdict: 'fine', reason: text }),
      entry('mount:/a', { verdict: 'refuse', reason: text, advice: text }),
      entry('mount:/b', { verdict: 'blocked', reason: text }),
      entry('mount:/c', { verdict: 'later', reason: text }),
      entry('mount:/d', { verdict: 'unreadable', reason: text }),
      changing(`disk:${text}`, {
        from: text,
        to: `x${text}y`,
        reason: JSON.stringify(text),
        run: sh`mount -o ${`x=${text}`}`,
        before: { text },
        destroys: text,
        irreversible: text,
        diff: { before: `a\n${text}\n`, after: `b\n${text}\n` },
      }),
    ],
  });

/** A run with a text in everything that may be made of variables, or printed by a host. */
const eventsWith = (text: string): readonly Event[] => {
  const change = changeReport({
    resource: text,
    from: text,
    to: text,
    reason: text,
    outcome: 'failed',
    output: [text],
  });
  const check = checkReport({ id: text, expected: text, actual: text, outcome: 'fail' });
  const refusals = [{ resource: text, reason: text, advice: text }];
  const roles = [roleReport({ role, refusals, changes: [change], checks: [check] })];
  const failure = { kind: 'change', message: text, advice: text };
  const plays = [{ play: text, mode: 'apply' as const, roles }];
  return [
    { event: 'run-started', run: 'r1', playbook: text, check: false, hosts: [host] },
    { event: 'play-started', play: text, mode: 'apply', hosts: [host] },
    { event: 'batch-started', play: text, mode: 'apply', hosts: [host], of: 2 },
    { event: 'host-started', host },
    { event: 'host-connected', host, seconds: 1 },
    { event: 'host-planned', host, check: false, plan: planWith(text) },
    { event: 'change-started', host, role, resource: text, title: text },
    ...text.split('\n').map((line): Event => ({ event: 'change-output', host, role, resource: text, line })),
    { event: 'change-ended', host, role, ...change },
    { event: 'check-ended', host, role, ...check },
    { event: 'host-ended', host, report: hostReport({ outcome: 'failed', failure, plays }) },
    { event: 'run-ended', summary: summary(row(host, { outcome: 'failed', message: text })) },
  ];
};

const failuresWith = (text: string): readonly Failure[] => [
  { kind: 'change', host, role, resource: text, message: text, advice: text },
  {
    kind: 'configuration',
    problems: [
      { message: text, advice: text, position: { file: text, line: 1, column: 1, length: 1, lineText: text } },
    ],
  },
];

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'jts-secrets-'));
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

/** Everything that anybody can read of a text in a run with these secrets. */
const readable = async (text: string, secrets: readonly string[]): Promise<string> => {
  const redact = redactor(secrets);
  let shown = '';
  const write = (more: string): void => {
    shown += more;
  };
  const terminal = new Writable({
    decodeStrings: false,
    write: (more: string, _encoding, done) => {
      write(more);
      done();
    },
  });
  const reporters: readonly Reporter[] = [
    plainReporter({ write }, detail),
    jsonReporter({ write }, detail),
    terminalReporter(Object.assign(terminal, { columns: 400 }), detail),
    filesReporter(join(root, 'reports'), write),
  ];
  for (const event of eventsWith(text)) for (const reporter of reporters) reporter.on(redact.told(event));
  for (const reporter of reporters) await reporter.close();
  for (const failure of failuresWith(text)) write(failureText(redact.told(failure)));
  write(planText(redact.told(planWith(text)), detail, pc.createColors(false)));
  const folder = join(root, 'reports', 'r1');
  for (const name of await readdir(folder)) write(await readFile(join(folder, name), 'utf8'));
  return shown;
};

/** A secret as it might be read: as it is, and as a terminal, JSON and a shell write it. */
const sightings = (secret: string): readonly string[] =>
  [secret.trim(), ...linesOfSecret(secret)].flatMap((part) => [
    part,
    harmless(part),
    JSON.stringify(part).slice(1, -1),
    quote(part).replace(/^'(.*)'$/s, '$1'),
  ]);

describe('no reporter, no question and no message shows a secret', () => {
  it('in a run that shows it everywhere', async () => {
    const shown = await readable('hunter2', ['hunter2']);
    expect(shown).toContain('***');
    expect(shown).not.toContain('hunter2');
    expect(await readable('hunter2', [])).toContain('hunter2');
  });

  it('whatever it is', { timeout: 20_000 }, async () => {
    const text = fc.oneof(
      fc.string({ minLength: 4 }),
      fc.string({ unit: 'binary', minLength: 4 }),
      fc.constantFrom('x: \'"$(a)\nb: `\\ "c"\n', 'done', 'failed'),
    );
    const secrets = text.filter((each) => linesOfSecret(each).length > 0 && !each.includes('\0'));
    const without = await readable('***', []);
    await fc.assert(
      fc.asyncProperty(secrets, async (secret) => {
        const seen = sightings(secret).filter((sighting) => !without.includes(sighting));
        const shown = await readable(secret, [secret]);
        expect(seen.filter((sighting) => shown.includes(sighting))).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});
