import { describe, expect, it } from 'vitest';
import type { Unit } from '../../../src/facts/units.ts';
import { unitFile } from '../../../src/resources/unit-file.ts';
import { changeOf, hostFacts, there, told } from './mounts-host.ts';

const FOLDER = { '/etc/systemd/system': 'root:root 0755' };
const CONTENT = '[Service]\nExecStart=/bin/true\n';
const service = { name: 'backup.service', content: CONTENT };
const timer = { name: 'backup.timer', content: CONTENT };
const template = { name: 'alert@.service', content: CONTENT };

type Wanted = typeof service;
const pathOf = ({ name }: Wanted): string => `/etc/systemd/system/${name}`;

const absent = (wanted: Wanted, unit: Partial<Unit>) => hostFacts({ nodes: FOLDER, units: { [wanted.name]: unit } });
const present = (wanted: Wanted, unit: Partial<Unit> | 'none') =>
  hostFacts({
    nodes: { ...FOLDER, [pathOf(wanted)]: `file root:root 0644 ${CONTENT.length}` },
    content: { [pathOf(wanted)]: CONTENT },
    units: unit === 'none' ? 'none' : { [wanted.name.replace('@.', '@jts.')]: unit },
  });

const made = { made: true };
const undoOf = (wanted: Wanted, unit: Partial<Unit> | 'none') =>
  unitFile.kind.undo(wanted, present(wanted, unit), made, there);

describe('a unit file', () => {
  it('that systemd has read is left alone, and one that it has not read is read', () => {
    expect(told(unitFile.kind.diff(service, present(service, {}), there))).toMatch(/^fine: /);
    expect(told(unitFile.kind.diff(service, present(service, { needsReload: true }), there))).toBe(
      'update: written, but systemd has not read it since -> read by systemd',
    );
  });

  it('makes systemd forget the failure of a unit of its name whose file is gone, or it would not be read', () => {
    const fresh = changeOf(unitFile.kind.diff(service, absent(service, { load: 'not-found' }), there));
    const failed = changeOf(
      unitFile.kind.diff(service, absent(service, { load: 'not-found', active: 'failed' }), there),
    );
    expect(failed.run.text).toBe(
      `if systemctl is-failed --quiet -- backup.service; then systemctl reset-failed -- backup.service; fi\n${fresh.run.text}`,
    );
  });

  it.each<[string, Wanted, string]>([
    ['a service is stopped, and its failure forgotten', service, 'backup.service'],
    ['all instances of a template are', template, "'alert@*.service'"],
    ['a timer also forgets when it last went off', timer, 'backup.timer'],
  ])('before it is removed, %s', (_, wanted, named) => {
    const { run } = changeOf(undoOf(wanted, { active: 'inactive' }));
    expect(run.text.split('\n').slice(0, wanted === timer ? 3 : 2)).toEqual([
      `systemctl stop -- ${named}`,
      `if systemctl is-failed --quiet -- ${named}; then systemctl reset-failed -- ${named}; fi`,
      ...(wanted === timer ? [`systemctl clean --what=state -- ${named}`] : []),
    ]);
    expect(run.text.match(/systemctl/g)).toHaveLength(wanted === timer ? 4 : 3);
  });

  it('tells that its unit was running, and needs no systemd to go', () => {
    expect(told(undoOf(service, { active: 'activating' }))).toBe('remove: there, running -> absent');
    expect(told(undoOf(service, { active: 'inactive' }))).toBe('remove: there -> absent');
    expect(changeOf(undoOf(service, 'none')).run.text).not.toContain('systemctl');
  });
});
