import { describe, expect, it } from 'vitest';
import { units } from '../../../src/facts/units.ts';
import { bash } from '../shell/bash.ts';
import { captured } from './captured.ts';

const NAMES = ['mh-redis.mount', 'var-lib-nope.mount', 'mh.service', 'postgresql.service', 'getty@jts.service'];
const absent = { load: 'not-found', active: 'inactive', fragment: '', dropIns: [], fileState: '', needsReload: false };

describe('the units of a real host', () => {
  it('tell a generated mount, a service with a drop-in and what is not there apart', () => {
    expect(units.parse(captured('units'), NAMES)).toEqual({
      'mh-redis.mount': {
        ...absent,
        load: 'loaded',
        active: 'active',
        fragment: '/run/systemd/generator/mh-redis.mount',
        fileState: 'generated',
      },
      'var-lib-nope.mount': absent,
      'mh.service': {
        ...absent,
        load: 'loaded',
        fragment: '/etc/systemd/system/mh.service',
        dropIns: ['/etc/systemd/system/mh.service.d/10-jts-mounts.conf'],
        fileState: 'static',
      },
      'postgresql.service': absent,
      'getty@jts.service': {
        ...absent,
        load: 'loaded',
        fragment: '/lib/systemd/system/getty@.service',
        dropIns: ['/etc/systemd/system/getty@.service.d/10-jts-mounts.conf'],
        fileState: 'disabled',
      },
    });
  });

  it('are never mixed up', () => {
    expect(() => units.parse(captured('units'), NAMES.slice(1))).toThrow('asked systemctl for 4 units, got 5 answers');
    expect(() => units.parse('ActiveState=active', ['a.service'])).toThrow(
      'systemctl show did not say LoadState: "ActiveState=active"',
    );
  });
});

describe('the probe of units', () => {
  it('says that systemd does not run the host', () => {
    const { status, stderr } = bash(units.script(NAMES), { '/run/systemd/system': '/nonexistent' });
    expect({ status, stderr }).toEqual({ status: 44, stderr: 'systemd does not run this host\n' });
  });
});
