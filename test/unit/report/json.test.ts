import { describe, expect, it } from 'vitest';
import type { Event } from '../../../src/model/event.ts';
import { eventJson, jsonDocument, jsonReporter } from '../../../src/report/json.ts';
import { changing, entry, failingRun, plan } from './samples.ts';

const NOW = new Date('2024-01-02T03:04:05.678Z');

const planned: Event = {
  event: 'host-planned',
  host: 'trader1',
  check: false,
  plan: plan(
    {
      role: 'nvme-lvm',
      entries: [entry('disk:x', { verdict: 'refuse', reason: 'holds a GPT', advice: 'Name another.' })],
    },
    {
      role: 'db-mounts',
      entries: [
        changing('file:/etc/x', { risk: 'boot', destroys: 'notes', diff: { before: 'a', after: 'b' } }),
        entry('sysctl:a', { verdict: 'fine', reason: 'as wanted' }),
      ],
    },
  ),
};

const head = { event: 'host-planned', time: '2024-01-02T03:04:05.678Z', host: 'trader1', check: false };
const refusal = {
  phase: 1,
  role: 'nvme-lvm',
  resource: 'disk:x',
  verdict: 'refuse',
  reason: 'holds a GPT',
  advice: 'Name another.',
};
const change = {
  phase: 2,
  role: 'db-mounts',
  resource: 'file:/etc/x',
  verdict: 'change',
  action: 'create',
  from: 'absent',
  to: 'mounted',
  reason: 'nothing is mounted there',
  risk: 'boot',
  destroys: 'notes',
};
const fine = { phase: 2, role: 'db-mounts', resource: 'sysctl:a', verdict: 'fine', reason: 'as wanted' };

describe('an event as JSON', () => {
  it('has a plan as a flat list without commands', () => {
    expect(JSON.parse(eventJson(planned, NOW, false))).toEqual({ ...head, plan: [refusal, change, fine] });
  });

  it('has the commands and the text of files when they are asked for', () => {
    const withCommands = { ...change, run: "mount -- '/srv/a b'", diff: { before: 'a', after: 'b' } };
    expect(JSON.parse(eventJson(planned, NOW, true))).toEqual({ ...head, plan: [refusal, withCommands, fine] });
  });

  it('keeps every character, and none that a terminal would obey', () => {
    const line = '\u001b[2J \u009b31m \u007f \u2028 \u0085 "ä"';
    const event: Event = { event: 'change-output', host: 'trader1', role: 'a', resource: 'b:c', line };
    const text = eventJson(event, NOW, false);
    expect(text).toBe(
      '{"event":"change-output","time":"2024-01-02T03:04:05.678Z","host":"trader1","role":"a","resource":"b:c",' +
        '"line":"\\u001b[2J \\u009b31m \\u007f \\u2028 \\u0085 \\"ä\\""}',
    );
    expect(JSON.parse(text)).toMatchObject({ line });
  });
});

it('prints one event a line and nothing else', async () => {
  const written: string[] = [];
  const reporter = jsonReporter({ write: (text) => written.push(text) }, { verbose: false }, () => NOW);
  for (const event of failingRun) reporter.on(event);
  await reporter.close();
  expect(written.join('').split('\n')).toEqual([...failingRun.map((event) => eventJson(event, NOW, false)), '']);
});

it('a document is JSON of many lines, in which nothing but the line breaks is obeyed by a terminal', () => {
  expect(jsonDocument({ from: 'a\n\u001b[2J\u009b\u2028\u202e\u{e0041}', hosts: [] })).toBe(
    String.raw`{
  "from": "a\n\u001b[2J\u009b\u2028\u202e\udb40\udc41",
  "hosts": []
}
`,
  );
});
