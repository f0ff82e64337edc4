import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLastFailed } from '../../../src/config/last-failed.ts';
import type { HostOutcome } from '../../../src/model/report.ts';
import { row, summary } from '../report/samples.ts';

const read = (content: unknown) => readLastFailed(JSON.stringify(content));

describe('the hosts that did not come through in a run', () => {
  it.each<[HostOutcome, boolean]>([
    ['unchanged', false],
    ['changed', false],
    ['would-change', false],
    ['failed', true],
    ['refused', true],
    ['unreachable', true],
    ['not-run', true],
    ['interrupted', true],
  ])('those that are %s: %s', (outcome, isFailed) => {
    const hosts = new Set(isFailed ? ['t1'] : []);
    expect(read(summary(row('t1', { outcome }), row('t2')))).toEqual({ ok: true, value: { run: 'r1', hosts } });
  });

  it('are taken by their names, whatever these look like', () => {
    const names = ['*', 'all', '!t1', 'a,b', '__proto__', 'constructor', '\u001b[2J', ''];
    const read = readLastFailed(JSON.stringify(summary(...names.map((name) => row(name, { outcome: 'failed' })))));
    expect(read).toEqual({ ok: true, value: { run: 'r1', hosts: new Set(names) } });
  });

  it('are told also by a summary of a later version, which may say more', () => {
    const later = { run: 'r1', colour: 'red', hosts: [{ host: 't1', outcome: 'failed', mood: 'low' }] };
    expect(read(later)).toEqual({ ok: true, value: { run: 'r1', hosts: new Set(['t1']) } });
  });

  it.each<[string, string, string]>([
    ['is empty', '', 'it is not JSON'],
    ['is cut short', JSON.stringify(summary(row('t1'))).slice(0, 60), 'it is not JSON'],
    ['is null', 'null', 'it is no summary of a run'],
    ['is a list', '[]', 'it is no summary of a run'],
    ['has no run', JSON.stringify({ hosts: [] }), 'it is no summary of a run'],
    ['has no hosts', JSON.stringify({ run: 'r1' }), 'it is no summary of a run'],
    ['has hosts by name', JSON.stringify({ run: 'r1', hosts: { t1: 'failed' } }), 'it is no summary of a run'],
    [
      'has a host without a name',
      JSON.stringify(summary({ ...row('t1'), host: 7 } as never)),
      'it is no summary of a run',
    ],
    [
      'has an outcome that is not known',
      JSON.stringify({ run: 'r1', hosts: [{ host: 't1', outcome: 'postponed' }] }),
      'it is no summary of a run',
    ],
  ])('are not known where the summary %s', (_, content, why) => {
    expect(readLastFailed(content)).toEqual({ ok: false, failure: why });
  });

  it('are read without an error, whatever the file holds', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (content) => {
        expect(readLastFailed(content)).toHaveProperty('ok');
      }),
    );
  });
});
