import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateX25519Identity } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quote } from '../../../src/shell/sh.ts';
import { TestHost } from '../../containers/test-host.ts';
import { jts, playbook, workFolder, type Outcome } from '../jts.ts';
import { changesIn, expectAllChecksPass, reportOf } from '../lab-host.ts';

const TOKEN = 'Tok-4711-abc';
const PORT = 8099;
const folder = workFolder();
let host: TestHost;
let inventory: string;

/** Leaves where the last alert went and what it said. */
const HOOK = `
import http.server, sys
class Hook(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers['Content-Length'])).decode()
        open('/run/hook', 'w').write(self.path + ' ' + body)
        self.send_response(204)
        self.end_headers()
    def log_message(self, *_):
        pass
http.server.HTTPServer((sys.argv[1], ${PORT}), Hook).serve_forever()
`;

const timers = (...words: readonly string[]): Promise<Outcome> =>
  jts(['run', playbook('provision'), '-i', inventory, '-t', 'tiering-timers', ...words], { folder });

const withSecret = (...words: readonly string[]): Promise<Outcome> => timers('-e', '@site.yaml.age', ...words);

beforeAll(async () => {
  host = await TestHost.start('secretive', { hot: { layout: 'directory', root: '/srv' } });
  inventory = host.inventory();
  await host.run(
    'rm /etc/systemd/system/systemd-journald*; systemctl daemon-reload; systemctl start systemd-journald{-dev-log.socket,.socket,.service}; systemctl log-target journal',
  );
  expect((await timers()).code).toBe(0);
  writeFileSync(join(folder, 'age.key'), await generateX25519Identity(), { mode: 0o600 });
  process.env['JTS_AGE_KEY_FILE'] = join(folder, 'age.key');
  writeFileSync(join(folder, 'site.yaml'), `tiering: { webhook: "http://${host.address}:${PORT}/hooks/${TOKEN}" }\n`);
  const encrypted = await jts(['vault', 'encrypt', 'site.yaml'], { folder });
  expect({ code: encrypted.code, files: readdirSync(folder).filter((name) => name.startsWith('site')) }).toEqual({
    code: 0,
    files: ['site.yaml.age'],
  });
});

afterAll(async () => {
  delete process.env['JTS_AGE_KEY_FILE'];
  await (host as TestHost | undefined)?.stop();
});

/** Everything that a run said, and what it left in its reports and in the journal of systemd. */
const toldBy = async ({ code, stdout, stderr }: Outcome): Promise<string> => {
  expect(code, stdout + stderr).toBe(0);
  expect(stdout).toContain('file:/etc/jts/tiering.conf');
  const reports = join(folder, 'reports/latest');
  const kept = readdirSync(reports).map((name) => readFileSync(join(reports, name), 'utf8'));
  const journal = await host.run('journalctl --boot --output=cat');
  expect(journal).toContain('session opened for user root');
  return [stdout, stderr, ...kept, journal].join('\n');
};

/** The files on the host that hold the secret. */
const holders = async (): Promise<readonly string[]> => {
  const folders = '/etc /run/jts /var/lib/jts /var/log /tmp /var/tmp /usr/local';
  const found = await host.run(`grep --recursive --files-with-matches --fixed-strings ${TOKEN} ${folders} || true`);
  return found.split('\n').filter((path) => path !== '');
};

describe('a secret of an encrypted file', () => {
  it('stands in the file that the role writes for root, and nowhere else', async () => {
    expect(await toldBy(await withSecret('--verbose', '--diff'))).not.toContain(TOKEN);
    expect(await holders()).toEqual(['/etc/jts/tiering.conf']);
    expect((await host.run('stat --format="%a %U:%G" /etc/jts/tiering.conf')).trim()).toBe('640 root:root');
  });

  it('is as wanted for the next run', async () => {
    const outcome = await withSecret('--json');
    const report = reportOf(outcome);
    expect({ code: outcome.code, changes: changesIn(report) }).toEqual({ code: 0, changes: [] });
    expectAllChecksPass(report);
    expect(outcome.stdout).not.toContain(TOKEN);
  });

  it('gets the alert of a unit that failed to where it names', async () => {
    await host.run(`systemd-run --quiet --collect --unit=hook python3 -c ${quote(HOOK)} ${host.address}`);
    await host.run(`timeout 60 bash -c 'until echo </dev/tcp/${host.address}/${PORT}; do sleep 0.1; done'`);
    await host.run('systemctl start jts-alert@tried.service.service');
    expect(await host.run('systemctl stop hook; cat /run/hook; rm /run/hook')).toMatch(
      new RegExp(`^/hooks/${TOKEN} \\{"host":"${host.name}","unit":"tried.service",.*\\}\\n$`),
    );
    expect(await host.run('journalctl --boot --output=cat')).not.toContain(TOKEN);
  });

  it('is not told when it is taken away again, although jts then knows nothing of it', async () => {
    expect(await toldBy(await timers('--verbose', '--diff'))).not.toContain(TOKEN);
    expect(await holders()).toEqual([]);
  });
});
