import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readExtraVars } from '../../../src/config/extra-vars.ts';
import { loadInventory } from '../../../src/config/inventory.ts';
import { loadPlaybook } from '../../../src/config/playbook.ts';
import { resolveRun } from '../../../src/config/resolve.ts';
import { Vault } from '../../../src/config/vault.ts';
import { bundledRoles } from '../roles/bundled.ts';
import { registryOf } from './roles.ts';
import { valueOf } from './site.ts';

const path = (name: string): string => fileURLToPath(new URL(`../../../${name}`, import.meta.url));
const registry = registryOf(...(await bundledRoles()));

const resolve = (inventory: string, playbook: string) =>
  valueOf(
    resolveRun({
      inventory: valueOf(loadInventory(path(inventory), new Vault())),
      playbook: valueOf(loadPlaybook(path(playbook), registry, new Vault())),
      registry,
      tags: [],
      extraVars: valueOf(readExtraVars([], new Vault())),
    }),
  );

const HOT = [['nvme-lvm'], ['db-mounts']];
const ALL = [['nvme-lvm'], ['warm-btrfs', 'nas-nfs'], ['db-mounts'], ['perf-tuning'], ['tiering-timers']];

const playbooks: readonly (readonly [string, string, readonly (readonly string[])[]])[] = [
  ['provision', 'apply', ALL],
  ['provision-hot', 'apply', HOT],
  ['validate', 'validate', ALL],
  ['validate-hot', 'validate', HOT],
  ['rollback-all', 'rollback', ALL],
  ['rollback-hot', 'rollback', HOT],
  ['rollback-warm', 'rollback', [['warm-btrfs']]],
  ['rollback-cold', 'rollback', [['nas-nfs']]],
  ['drift', 'check', ALL],
  ['performance', 'validate', [['tiering-timers']]],
  ['rollback-timers', 'rollback', [['tiering-timers']]],
  ['rollback-tuning', 'rollback', [['perf-tuning']]],
];

describe('the inventories and playbooks that come with jts', () => {
  it('are all named here', () => {
    const files = readdirSync(path('playbooks')).map((file) => file.replace('.yaml', ''));
    expect(files.toSorted()).toEqual(playbooks.map(([name]) => name).toSorted());
  });

  it.each(playbooks)('%s in mode %s runs its roles in phases on the hosts of the lab', (playbook, mode, phases) => {
    const [play, ...others] = resolve('inventory/lab.yaml', `playbooks/${playbook}.yaml`);
    expect(others).toEqual([]);
    expect(play?.mode).toBe(mode);
    expect(play?.phases.map((phase) => phase.map(({ name }) => name))).toEqual(phases);
    expect(play?.hosts.map(({ host: { name, groups, connection } }) => [name, groups, connection])).toEqual(
      [
        ['trader1', 2201],
        ['trader2', 2202],
      ].map(([name, port]) => [
        name,
        ['traders'],
        {
          transport: 'ssh',
          address: '127.0.0.1',
          port,
          user: 'jts',
          key: path('.lab/id_ed25519'),
          knownHosts: path('.lab/known_hosts'),
          become: { method: 'sudo', password: 'none' },
          connectTimeout: 20,
          reconnectTimeout: 180,
        },
      ]),
    );
  });

  it('the disks of the lab are named by their serials', () => {
    const [play] = resolve('inventory/lab.yaml', 'playbooks/provision-hot.yaml');
    expect(play?.hosts.map(({ host }) => host.vars['disks'])).toEqual([
      {
        hot: { serial: 'JTS-HOT-0001', size: 4_000_787_030_016 },
        warm: { serial: 'JTS-WARM-0001', partition: 2 },
      },
      {
        hot: { serial: 'JTS-HOT-0002', size: 4_000_787_030_016 },
        warm: { serial: 'JTS-WARM-0002', partition: 2 },
      },
    ]);
  });

  it('what the example says comes out, on top of the defaults of the roles', () => {
    const [play] = resolve('inventory/example.yaml', 'playbooks/provision-hot.yaml');
    const hot = (name: string): unknown => play?.hosts.find(({ host }) => host.name === name)?.roles[0]?.vars;
    expect(hot('trader-fra1')).toMatchObject({ hot: { layout: 'lvm', vg: 'vg_jts', reserve: '20%' } });
    expect(hot('trader-chi1')).toMatchObject({
      hot: {
        reserve: '20%',
        volumes: {
          lv_clickhouse: { size: '25%', mount: '/var/lib/clickhouse' },
          lv_research: { size: '100GiB', mount: '/data/research', mode: '0750', filesystem: 'ext4' },
        },
      },
    });
    expect(hot('staging1')).toMatchObject({ hot: { layout: 'directory', root: '/data/jts/hot' } });
  });
});
