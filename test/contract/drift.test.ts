import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { chmod, mkdir, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { DriftReport } from '../../src/model/drift-report.ts';
import { jts, workFolder, type Outcome } from '../e2e/jts.ts';

const folder = workFolder();
const host = join(folder, 'host');

const ROLE = `import { defineRole, directory, file, sh, Type } from 'jts';
const by = { owner: 'root', group: 'root' };
export default defineRole({
  name: 'greeting',
  summary: 'A folder and a file in it.',
  tier: 'all',
  after: [],
  parallelSafe: false,
  vars: Type.Object({}),
  desired: () => [
    directory({ ...by, path: '${host}/greeting', mode: '0755' }),
    file({ ...by, path: '${host}/greeting/hello', content: 'hello\\n', mode: '0644' }),
  ],
  checks: () => [{
    id: 'active',
    expected: 'never tried',
    script: sh\`touch -- \${'${host}/tried'}\`,
    deadline: 5,
    judge: () => ({ outcome: 'pass', actual: '' }),
  }],
});
`;

const SITE = {
  'inventory/hosts.yaml': `all:
  become: none
  hosts:
    here: { transport: local }
`,
  // Nobody listens on port 1, and nothing is asked of a key.
  'inventory/two.yaml': `all:
  become: none
  hosts:
    away: { address: 127.0.0.1, port: 1, user: root, key: nowhere, connectTimeout: 2 }
    here: { transport: local }
`,
  'playbooks/drift.yaml': '- { name: Look, hosts: all, mode: check, roles: [greeting] }\n',
  'playbooks/apply.yaml': '- { name: Make, hosts: all, serial: 1, maxFailures: 0, roles: [greeting] }\n',
  'playbooks/validate.yaml': '- { name: Try, hosts: all, mode: validate, roles: [greeting] }\n',
  'playbooks/back.yaml': '- { name: Take away, hosts: all, mode: rollback, roles: [greeting] }\n',
  'roles/greeting/role.ts': ROLE,
};

/** Makes the host as the role wants it. */
const makeRight = async (): Promise<void> => {
  await mkdir(join(host, 'greeting'), { mode: 0o755 });
  await writeFile(join(host, 'greeting/hello'), 'hello\n', { mode: 0o644 });
};

const drift = (...words: readonly string[]): Promise<Outcome> => jts(['drift', ...words], { folder });

/** What was printed, with the names of runs and times left out. */
const told = ({ stdout }: Outcome): string =>
  stdout
    .replaceAll(/\d{8}T\d{6}Z-[0-9a-f]{4}/g, 'RUN')
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g, 'TIME')
    .replaceAll(/\d+\.\d s/g, 'SECONDS')
    .replaceAll(host, 'HOST');

const latest = (): Promise<string> => readlink(join(folder, 'reports/latest'));

const ajv = new Ajv2020({ strict: true });
formats.default(ajv);

beforeEach(async () => {
  await rm(folder, { recursive: true });
  for (const [name, text] of Object.entries(SITE)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  await mkdir(host);
});

describe('jts drift', () => {
  it('says what differs and changes nothing, and leaves a report', async () => {
    const outcome = await drift();
    expect(told(outcome)).toBe(`Run RUN: playbooks/drift.yaml on 1 host: here (only looking: nothing will be changed)
here: 2 drifted
here:   role greeting
here:     directory:HOST/greeting
here:       is          absent
here:       should be   root:root 0755
here:       why         HOST/greeting is not there
here:     file:HOST/greeting/hello
here:       is          absent
here:       should be   root:root 0644, 6 bytes
here:       why         HOST/greeting/hello is not there

Run RUN: 1 host in SECONDS: 1 drifted.
here drifted: run a playbook that applies these roles, first with --check.
Reports: reports/RUN
`);
    expect([outcome.code, outcome.stderr]).toEqual([2, '']);
    expect(await readdir(host)).toEqual([]);
    expect((await readdir(join(folder, 'reports', await latest()))).sort()).toEqual(['here.json', 'summary.json']);
  });

  it.each(['apply', 'validate'])('only looks at a playbook whose plays %s', async (mode) => {
    const outcome = await drift(`playbooks/${mode}.yaml`);
    expect([outcome.code, outcome.stderr]).toEqual([2, '']);
    expect(await readdir(host)).toEqual([]);
  });

  it('tells of a host that it cannot reach, and looks at the others whatever the play allows', async () => {
    const outcome = await drift('playbooks/apply.yaml', '-i', 'inventory/two.yaml', '--json');
    const report = JSON.parse(outcome.stdout) as DriftReport;
    expect(report.hosts.map(({ host, outcome, drifted }) => [host, outcome, drifted.length])).toEqual([
      ['away', 'unreachable', 0],
      ['here', 'would-change', 2],
    ]);
    expect([outcome.code, report.exitCode]).toEqual([3, 3]);
  });

  it('prints one document with --json, as its schema says', async () => {
    await drift();
    const since = await latest();
    const { code, stdout, stderr } = await drift('--json', '--since', 'latest');
    const report = JSON.parse(stdout) as DriftReport;
    const published = JSON.parse(
      await readFile(new URL('../../schemas/drift-report.schema.json', import.meta.url), 'utf8'),
    ) as object;
    expect(ajv.validate(published, report), ajv.errorsText()).toBe(true);
    expect([code, report.exitCode, report.since]).toEqual([2, 2, since]);
    expect(report.hosts[0]?.drifted[0]).toEqual({
      role: 'greeting',
      resource: `directory:${host}/greeting`,
      action: 'create',
      from: 'absent',
      to: 'root:root 0755',
      reason: `${host}/greeting is not there`,
      then: 'drifted',
      fromThen: 'absent',
    });
    expect(stderr).toMatch(/^Reports: reports\/[\dTZ]+-[0-9a-f]{4}\n$/);
  });

  it('says with --since what changed, and when it was last right', async () => {
    await makeRight();
    const first = await drift();
    expect(told(first)).toContain('here: nothing drifted, 2 as wanted\n');
    expect(first.code).toBe(0);
    const right = await latest();
    await chmod(join(host, 'greeting'), 0o700);
    const outcome = await drift('--since', right);
    expect(told(outcome)).toBe(`Run RUN: playbooks/drift.yaml on 1 host: here (only looking: nothing will be changed)
here: 1 drifted, 1 as wanted
here:   role greeting
here:     directory:HOST/greeting
here:       is          root:root 0700
here:       should be   root:root 0755
here:       why         HOST/greeting has another owner or mode
here:       then        newly drifted: as wanted in run RUN
here:       last right  TIME, run RUN

Run RUN: 1 host in SECONDS: 1 drifted.
Since run RUN: 1 newly drifted.
here drifted: run a playbook that applies these roles, first with --check.
Reports: reports/RUN
`);
    expect(outcome.stdout).toContain(`then        newly drifted: as wanted in run ${right}\n`);
    await chmod(join(host, 'greeting'), 0o755);
    const back = await drift('--since', 'latest');
    expect(told(back)).toContain(`here: nothing drifted, 2 as wanted
here:   role greeting
here:     right again: directory:HOST/greeting, which was: root:root 0700
`);
    expect(back.code).toBe(0);
    expect((await stat(join(host, 'greeting'))).mode & 0o777).toBe(0o755);
  });

  it.each<[string, readonly string[], string]>([
    [
      'a rollback',
      ['playbooks/back.yaml'],
      `error: play "Take away" of playbooks/back.yaml is a rollback: it does not say what its hosts should be like
  Name a playbook whose plays apply, check or validate roles, such as playbooks/drift.yaml.
`,
    ],
    [
      'a run that is not there',
      ['--since', 'yesterday'],
      `error: reports has no run "yesterday"
  It has no run at all: "jts run" and "jts drift" each leave one. Leave --since out this time.
`,
    ],
    [
      'a playbook that is not there',
      ['playbooks/drfit.yaml', '--json'],
      `error: playbooks/drfit.yaml does not exist
  did you mean "playbooks/drift.yaml"?
`,
    ],
  ])('refuses %s before it asks any host', async (_, words, message) => {
    expect(await drift(...words)).toEqual({ code: 64, stdout: '', stderr: message });
    expect((await readdir(folder)).includes('reports')).toBe(false);
  });
});
