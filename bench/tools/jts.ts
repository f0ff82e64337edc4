import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import type { Command, Fleet, Tool, Work } from './tool.ts';

const project = resolve(import.meta.dirname, '../..');
const main = join(project, 'dist/src/cli/main.js');
const playbooks = join(import.meta.dirname, '../playbooks');

/** Hosts that are worked on at once: this machine, which is all of them, does no more with more. */
export const MOST_AT_ONCE = 20;

const inventory = ({ hosts, port, user, key, knownHosts, folder }: Fleet): string => {
  const file = join(folder, 'jts.yaml');
  const addresses = Object.fromEntries(hosts.map(({ name, address }) => [name, { address }]));
  writeFileSync(file, stringify({ all: { user, port, key, knownHosts, hosts: addresses } }));
  return file;
};

/** The words for a host of the lab, which has an inventory of its own. */
const onGuest = (playbook: string, { hosts }: Fleet): readonly string[] => [
  'run',
  join(project, 'playbooks', playbook),
  ...['-i', join(project, 'inventory/lab.yaml'), '-l', hosts.map(({ name }) => name).join()],
];

const wordsFor = (work: Work, fleet: Fleet): readonly string[] => {
  const onAll = ['-i', inventory(fleet), '-f', String(Math.min(MOST_AT_ONCE, fleet.hosts.length))];
  switch (work) {
    case 'nothing':
      return ['ping', ...onAll];
    case 'layout':
      return ['run', join(playbooks, 'layout.yaml'), ...onAll];
    case 'validate layout':
      return ['run', join(playbooks, 'validate-layout.yaml'), ...onAll];
    case 'hot tier':
      return onGuest('provision-hot.yaml', fleet);
    case 'full provision':
      return onGuest('provision.yaml', fleet);
  }
};

export const jts: Tool = {
  name: 'jts',
  version() {
    const { version } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as { readonly version: string };
    return `jts ${version}, Node.js ${process.versions.node}`;
  },
  command: (work, fleet): Command => ({ words: ['node', main, ...wordsFor(work, fleet)] }),
};
