import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import warmBtrfs from '../../../roles/warm-btrfs/role.ts';
import { askedFacts, factProbes } from '../../../src/engine/gather.ts';
import { needsOf } from '../../../src/engine/observe.ts';
import { resourcesOf } from '../../unit/roles/planned.ts';
import { BOOT, imaginedAnswers } from '../fuzz/imagined-host.ts';
import { scripted, type HostSession } from '../../imagined-hosts/host-session.ts';
import type { Behaviour } from '../../imagined-hosts/ssh-host.ts';

const SMALL_ROLE = `import { defineRole, sysctl, Type } from 'jts';
export default defineRole({
  name: 'small',
  summary: 'One setting of the kernel.',
  tier: 'all',
  after: [],
  parallelSafe: true,
  vars: Type.Object({}),
  desired: () => [sysctl({ key: 'vm.swappiness', value: '1', file: '/etc/sysctl.d/90-small.conf' })],
});
`;

/** Writes what the command lines of the cases name: playbooks of a role with one resource, and of one with a disk. */
export const writeSites = (folder: string): void => {
  mkdirSync(join(folder, 'roles/small'), { recursive: true });
  writeFileSync(join(folder, 'roles/small/role.ts'), SMALL_ROLE);
  writeFileSync(join(folder, 'small.yaml'), '- { hosts: all, roles: [small] }\n');
  writeFileSync(join(folder, 'undo.yaml'), '- { hosts: all, mode: rollback, roles: [small] }\n');
  writeFileSync(join(folder, 'warm.yaml'), '- { hosts: all, roles: [warm-btrfs] }\n');
};

export const SETTING = 'live vm.swappiness writable 60\n';

/** What the probes for the small role print: the setting, the journal, and the boot. */
export const answersWith = ({ setting = SETTING, journal = '' }: { setting?: string; journal?: string }) => [
  setting,
  journal,
  `${BOOT}\n`,
];
export const SMALL: readonly string[] = answersWith({});

/** What a journal says once the setting was made. */
export const CHANGED = `{"time":1,"event":"begun","run":"r0","operator":"me","mode":"apply","role":"small","ref":"sysctl:vm.swappiness","before":{"value":"10"}}`;

/** A host that answers what is asked for the small role, and behaves as told where it is to change something. */
export const changing = (
  treat: (session: HostSession, mark: string) => Promise<void>,
  answers: readonly string[] = SMALL,
): Behaviour =>
  scripted(async (session, script) => {
    const mark = /^mark=(jts-[0-9a-f]+)$/m.exec(script)?.[1];
    if (mark === undefined) await session.answer(answers);
    else {
      await session.say(`${mark} started\n`);
      await treat(session, mark);
      await session.over();
    }
  });

const needs = needsOf(resourcesOf(warmBtrfs, { disks: { warm: { serial: 'S1' } } }).resources, 'open');
const usual = imaginedAnswers(needs, 'nothing');

/** A host with a blank disk, some of whose facts are others, by name. */
export const withDisk = (facts: Readonly<Record<string, string>>): Behaviour =>
  scripted((session) =>
    session.answer(factProbes(askedFacts(needs)).map(({ name }) => facts[name] ?? usual.get(name) ?? '')),
  );
