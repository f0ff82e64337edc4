import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { directoriesIn, filesIn, ROOT } from '../roles/layout/layout.ts';
import type { Fleet, Tool, Work } from './tool.ts';

const peers = join(import.meta.dirname, '../peers');

/** Where Debian's package ansible-mitogen puts its strategies. */
const STRATEGIES = '/usr/lib/python3/dist-packages/ansible_mitogen/plugins/strategy';

const inventory = ({ hosts, port, user, key, folder, files }: Fleet): string => {
  const file = join(folder, 'ansible.yaml');
  const vars = {
    ansible_port: port,
    ansible_user: user,
    ansible_ssh_private_key_file: key,
    ansible_python_interpreter: '/usr/bin/python3',
    ...(files !== undefined && { files }),
    layout: { directories: directoriesIn(ROOT), files: filesIn(ROOT) },
  };
  const addresses = Object.fromEntries(hosts.map(({ name, address }) => [name, { ansible_host: address }]));
  writeFileSync(file, stringify({ all: { vars, hosts: addresses } }));
  return file;
};

/** What its users set to make it fast. */
const settings = ({ hosts, knownHosts, folder }: Fleet, strategy: readonly string[]): string => {
  const file = join(folder, 'ansible.cfg');
  const lines = [
    '[defaults]',
    `forks = ${hosts.length}`,
    `local_tmp = ${folder}/ansible-tmp`,
    ...strategy,
    '[ssh_connection]',
    'pipelining = True',
    `ssh_args = -o ControlMaster=auto -o ControlPersist=60s -o UserKnownHostsFile=${knownHosts}`,
    `control_path_dir = ${folder}/cp`,
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
};

const wordsFor = (work: Work): readonly [string, ...string[]] | undefined => {
  switch (work) {
    case 'nothing':
      return ['ansible', 'all', '-m', 'ansible.builtin.ping', '--become'];
    case 'layout':
      return ['ansible-playbook', join(peers, 'layout.yaml')];
    case 'validate layout':
      return ['ansible-playbook', join(peers, 'layout.yaml'), '--check'];
    case 'hot tier':
      return ['ansible-playbook', join(peers, 'hot-tier.yaml')];
    case 'full provision':
      return ['ansible-playbook', join(peers, 'provision.yaml')];
  }
};

const tool = (name: string, version: () => string | undefined, strategy: readonly string[]): Tool => ({
  name,
  version,
  command(work, fleet) {
    const words = wordsFor(work);
    return (
      words && {
        words: [...words, '-i', inventory(fleet)],
        environment: { ANSIBLE_CONFIG: settings(fleet, strategy), ANSIBLE_NOCOLOR: '1' },
      }
    );
  },
});

const versionOf = (name: string): string | undefined => {
  const { status, stdout } = spawnSync('dpkg-query', ['--show', '--showformat', '${Version}', name], {
    encoding: 'utf8',
  });
  return status === 0 && stdout !== '' ? `${name} ${stdout} (Debian)` : undefined;
};

export const ansible = tool('Ansible', () => versionOf('ansible-core'), []);

export const mitogen = tool(
  'Ansible with Mitogen',
  () => (existsSync(STRATEGIES) ? versionOf('ansible-mitogen') : undefined),
  [`strategy_plugins = ${STRATEGIES}`, 'strategy = mitogen_linear'],
);
