import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readExtraVars } from '../../../src/config/extra-vars.ts';
import { loadInventory } from '../../../src/config/inventory.ts';
import { loadPlaybook } from '../../../src/config/playbook.ts';
import { resolveRun } from '../../../src/config/resolve.ts';
import dbMounts from '../../../roles/db-mounts/role.ts';
import nvmeLvm from '../../../roles/nvme-lvm/role.ts';
import { registryOf } from './roles.ts';
import { valueOf } from './site.ts';

const path = (name: string): string => fileURLToPath(new URL(`../../../${name}`, import.meta.url));
const registry = registryOf(nvmeLvm, dbMounts);

const resolve = (inventory: string, playbook: string) =>
  valueOf(
    resolveRun({
      inventory: valueOf(loadInventory(path(inventory))),
      playbook: valueOf(loadPlaybook(path(playbook), registry)),
      registry,
      tags: [],
      extraVars: valueOf(readExtraVars([])),
    }),
  );

const playbooks: readonly (readonly [string, string])[] = [
  ['playbooks/provision-hot.yaml', 'apply'],
  ['playbooks/validate-hot.yaml', 'validate'],
  ['playbooks/rollback-hot.yaml', 'rollback'],
];

describe('the inventories and playbooks that come with jts', () => {
  it.each(playbooks)('%s runs the roles of the hot tier in mode %s on the hosts of the lab', (playbook, mode) => {
    const [play, ...others] = resolve('inventory/lab.yaml', playbook);
    expect(others).toEqual([]);
    expect(play?.mode).toBe(mode);
    expect(play?.phases).toEqual([[nvmeLvm], [dbMounts]]);
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
          connectTimeout: 10,
        },
      ]),
    );
  });

  it('the disks of the lab are named by their serials', () => {
    const [play] = resolve('inventory/lab.yaml', 'playbooks/provision-hot.yaml');
    expect(play?.hosts.map(({ host }) => host.vars['disks'])).toEqual([
      { hot: { serial: 'JTS-HOT-0001', size: 4_000_787_030_016 } },
      { hot: { serial: 'JTS-HOT-0002', size: 4_000_787_030_016 } },
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
