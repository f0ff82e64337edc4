import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { DriftReport, type HostDrift } from '../../../src/model/drift-report.ts';
import { HostReport, SummaryReport } from '../../../src/model/report.ts';
import { publishedSchemas } from '../../../src/report/json-schemas.ts';
import {
  changeReport,
  checkReport,
  driftedHost,
  driftReport,
  hostReport,
  roleReport,
  row,
  summary,
} from './samples.ts';

const published = (name: string) => readFile(new URL(`../../../schemas/${name}`, import.meta.url), 'utf8');

describe('the published schemas of the reports', () => {
  it.each([...publishedSchemas])('%s is what the code has', async (name, text) => {
    expect(await published(name), 'run: node --import jiti/register src/report/publish-schemas.ts').toBe(text);
  });

  const ajv = new Ajv2020({ strict: true });
  formats.default(ajv);
  const full = hostReport({
    failure: { kind: 'change', message: 'a', advice: 'b' },
    plays: [
      {
        play: 'hot tier',
        mode: 'rollback',
        roles: [
          roleReport({
            asWanted: ['a:d'],
            refusals: [{ resource: 'a:b', reason: 'c', advice: 'd' }],
            changes: [changeReport({ risk: 'boot', destroys: 'notes', output: ['failed'] })],
            checks: [checkReport({ seconds: 0.1 })],
          }),
        ],
      },
    ],
  });

  const lastRight = { run: 'r0', time: '2024-01-01T00:00:00.000Z' };
  const compared: HostDrift = {
    ...driftedHost(),
    failure: { kind: 'lost', message: 'a', advice: 'b' },
    drifted: driftedHost().drifted.map((each) => ({ ...each, then: 'drifted', fromThen: 'absent', lastRight })),
    rightAgain: [{ role: 'a', resource: 'a:b', from: 'c' }],
  };
  const since = { ...driftReport(compared), since: 'r0' };

  it.each([
    ['a host report', HostReport, full, true],
    ['a host report with an outcome that is none', HostReport, { ...full, outcome: 'fine' }, false],
    ['a host report with a member too many', HostReport, { ...full, colour: 'red' }, false],
    [
      'a host report that counts what was as wanted',
      HostReport,
      { ...full, plays: [{ ...full.plays[0], roles: [{ ...roleReport(), asWanted: 3 }] }] },
      false,
    ],
    ['a drift report', DriftReport, driftReport(driftedHost()), true],
    ['a drift report that compares', DriftReport, since, true],
    ['a drift report with a member too many', DriftReport, { ...since, colour: 'red' }, false],
    [
      'a drift report of a check that passed',
      DriftReport,
      { ...since, hosts: [{ ...compared, checks: [{ ...compared.checks[0], outcome: 'pass' }] }] },
      false,
    ],
    ['a summary', SummaryReport, summary(row('trader1', { message: 'a' })), true],
    ['a summary whose time is none', SummaryReport, { ...summary(), started: 'yesterday' }, false],
  ])('%s', (_, schema, report, valid) => {
    expect(ajv.validate(schema, report)).toBe(valid);
  });
});
