import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/model/resource.ts';
import { dropIn } from '../../../src/resources/drop-in.ts';
import { changeOf, hostFacts, there, told, type HostInWords } from './mounts-host.ts';

const SERVICE = 'redis-server.service';
const wanted = { service: SERVICE, mounts: ['/var/lib/redis', '/srv/100 %'] };
const FOLDER = `/etc/systemd/system/${SERVICE}.d`;
const PATH = `${FOLDER}/10-jts-mounts.conf`;
const CONTENT = `# Written by jts: without its data's mount the service would write to the root file system.\n[Unit]\nRequiresMountsFor=/var/lib/redis "/srv/100 %%"\n`;
const WORDS = `file root:root 0644 ${CONTENT.length}`;
const WAITS = `${SERVICE} waits for /var/lib/redis, /srv/100 %`;

const written: HostInWords = { nodes: { [FOLDER]: 'root:root 0755', [PATH]: WORDS }, content: { [PATH]: CONTENT } };
const done: HostInWords = { ...written, units: { [SERVICE]: { dropIns: [PATH] } } };
const made: Json = { file: { made: true }, folder: true };

describe('a drop-in', () => {
  it.each<[string, HostInWords, string]>([
    [
      'of a service that the host does not have',
      { units: { [SERVICE]: { load: 'not-found' } } },
      `fine: ${SERVICE} is not on this host`,
    ],
    [
      'of a service that never starts',
      { units: { [SERVICE]: { load: 'masked' } } },
      `fine: ${SERVICE} is not on this host`,
    ],
    ['on a host without systemd', { units: 'none' }, `fine: ${SERVICE} is not on this host`],
    ['absent', { units: { [SERVICE]: {} } }, `create: absent -> root:root 0644, ${CONTENT.length} bytes`],
    [
      'otherwise',
      { ...done, content: { [PATH]: '' } },
      `update: root:root 0644, ${CONTENT.length} bytes of other content -> root:root 0644, ${CONTENT.length} bytes`,
    ],
    [
      'that systemd has not read',
      { ...written, units: { [SERVICE]: {} } },
      'update: written, but systemd has not read it since -> read by systemd',
    ],
    [
      'that changed since systemd read it',
      { ...written, units: { [SERVICE]: { dropIns: [PATH], needsReload: true } } },
      'update: written, but systemd has not read it since -> read by systemd',
    ],
    ['as wanted', done, `fine: ${WAITS}`],
  ])('%s', (_, host, expected) => {
    expect(told(dropIn.kind.diff(wanted, hostFacts(host), there))).toBe(expected);
  });

  it('quotes paths for systemd, and has it read them once', () => {
    const { diff, finish, before } = changeOf(dropIn.kind.diff(wanted, hostFacts({ units: { [SERVICE]: {} } }), there));
    expect(diff).toEqual({ before: '', after: CONTENT });
    expect(finish?.map(({ id }) => id)).toEqual(['systemd-daemon-reload']);
    expect(before).toEqual(made);
  });

  it('asks systemd for an instance where a template is meant', () => {
    const queries = dropIn.kind.needs({ service: 'postgresql@.service', mounts: ['/x'] }).map(({ query }) => query);
    const path = '/etc/systemd/system/postgresql@.service.d';
    expect(queries).toEqual([
      'postgresql@jts.service',
      { path: `${path}/10-jts-mounts.conf`, look: 'content' },
      { path, look: 'node' },
    ]);
  });

  it.each<[string, HostInWords, Json | undefined, string]>([
    ['not of jts', done, undefined, `fine: ${PATH} was not changed by jts`],
    ['gone', { units: { [SERVICE]: {} } }, made, `fine: ${PATH} is gone`],
    ['of a service that does not run', done, made, 'remove: there -> absent'],
    [
      'of a running service',
      { ...done, units: { [SERVICE]: { active: 'active' } } },
      made,
      `remove: there, ${SERVICE} running -> absent, ${SERVICE} stopped`,
    ],
  ])('%s is taken away', (_, host, before, expected) => {
    expect(told(dropIn.kind.undo(wanted, hostFacts(host), before, there))).toBe(expected);
  });

  it('stops the service before it takes the drop-in and its empty folder away', () => {
    const running = hostFacts({ ...done, units: { [SERVICE]: { active: 'active' } } });
    const { run } = changeOf(dropIn.kind.undo(wanted, running, made, there));
    expect(run.text.split('\n')).toEqual([
      `systemctl stop -- ${SERVICE}`,
      `rm -f -- ${PATH}`,
      `rmdir --ignore-fail-on-non-empty -- ${FOLDER}`,
    ]);
  });

  it.each<[HostInWords, string, string]>([
    [done, 'pass', WAITS],
    [{ ...written, units: { [SERVICE]: {} } }, 'fail', `${SERVICE} does not wait`],
    [{ units: { [SERVICE]: { load: 'not-found' } } }, 'skip', `${SERVICE} is not on this host`],
  ])('checks', (host, outcome, actual) => {
    expect(dropIn.kind.checks?.(wanted, hostFacts(host))).toEqual([
      { id: `drop-in ${SERVICE}`, expected: WAITS, actual, outcome },
    ]);
  });
});
