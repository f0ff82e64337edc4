import { describe, expect, it } from 'vitest';
import Type from 'typebox';
import { readExtraVars } from '../../../src/config/extra-vars.ts';
import { loadInventory } from '../../../src/config/inventory.ts';
import { loadPlaybook } from '../../../src/config/playbook.ts';
import { resolveRun } from '../../../src/config/resolve.ts';
import { Vault } from '../../../src/config/vault.ts';
import { registryOf, role } from './roles.ts';
import { site, valueOf } from './site.ts';

const probe = role('probe', { vars: { say: Type.String({ default: 'the default of the role' }) } });

/** Places for variables, the weakest first: Ansible's order, see "Understanding variable precedence" in its manual. */
const PLACES = [
  'the default of the role',
  'vars of all',
  'vars of an outer group',
  'vars of an inner group',
  'vars of an inner group later in the alphabet',
  'inventory/group_vars/all',
  'playbooks/group_vars/all',
  'inventory/group_vars of an outer group',
  'inventory/group_vars of an inner group',
  'inventory/group_vars of an inner group later in the alphabet',
  'playbooks/group_vars of an outer group',
  'playbooks/group_vars of an inner group',
  'vars of the host',
  'inventory/host_vars',
  'playbooks/host_vars',
  'vars of the play',
  'vars of the role in the play',
  '-e',
] as const;

type Place = (typeof PLACES)[number];

const said = (places: readonly Place[]): unknown => {
  const vars = (place: Place): string => (places.includes(place) ? `{ say: ${JSON.stringify(place)} }` : '{}');
  const world = site({
    'inventory/x.yaml': `
      all: { vars: ${vars('vars of all')} }
      outer: { vars: ${vars('vars of an outer group')}, children: { b: , a: } }
      a: { vars: ${vars('vars of an inner group')}, hosts: { h: } }
      b: { vars: ${vars('vars of an inner group later in the alphabet')}, hosts: { h: { vars: ${vars('vars of the host')} } } }`,
    'inventory/group_vars/all.yaml': vars('inventory/group_vars/all'),
    'inventory/group_vars/outer.yml': vars('inventory/group_vars of an outer group'),
    'inventory/group_vars/a/main.yaml': vars('inventory/group_vars of an inner group'),
    'inventory/group_vars/b.yaml': vars('inventory/group_vars of an inner group later in the alphabet'),
    'inventory/host_vars/h.yaml': vars('inventory/host_vars'),
    'playbooks/group_vars/all.yaml': vars('playbooks/group_vars/all'),
    'playbooks/group_vars/outer.yaml': vars('playbooks/group_vars of an outer group'),
    'playbooks/group_vars/a.yaml': vars('playbooks/group_vars of an inner group'),
    'playbooks/host_vars/h/main.yml': vars('playbooks/host_vars'),
    'playbooks/p.yaml': `
      - { hosts: h, vars: ${vars('vars of the play')}, roles: [{ role: probe, vars: ${vars('vars of the role in the play')} }] }`,
  });
  const registry = registryOf(probe);
  const plays = valueOf(
    resolveRun({
      inventory: valueOf(loadInventory(world.path('inventory/x.yaml'), new Vault())),
      playbook: valueOf(loadPlaybook(world.path('playbooks/p.yaml'), registry, new Vault())),
      registry,
      tags: [],
      extraVars: valueOf(readExtraVars(places.includes('-e') ? ['say=-e'] : [], new Vault())),
    }),
  );
  return plays[0]?.hosts[0]?.roles[0]?.vars;
};

describe('the precedence of variables', () => {
  const pairs = PLACES.slice(1).map((stronger, index): [Place, Place] => [stronger, PLACES[index] ?? stronger]);
  it.each(pairs)('%s goes before %s', (stronger, weaker) => {
    expect(said([weaker, stronger])).toEqual({ say: stronger });
    expect(said([weaker])).toEqual({ say: weaker });
  });
});
