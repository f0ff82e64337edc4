import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';

/** Hosts that answer as this machine does, all behind one SSH server in a process of its own. */
export interface Fleet {
  /** Holds an inventory `fleet.yaml` of all hosts: `h1`, `h2` and so on. */
  readonly folder: string;
  stop(): Promise<void>;
}

/** Starts so many hosts, each of which has some variables. */
export const startFleet = async (count: number, vars: object): Promise<Fleet> => {
  const child = fork(join(import.meta.dirname, 'main.ts'), { execArgv: ['--import', 'jiti/register'] });
  const ended = once(child, 'exit');
  const [folder] = (await Promise.race([
    once(child, 'message'),
    ended.then(() => Promise.reject(new Error('the imagined hosts did not start'))),
  ])) as [string];
  const { all } = parse(readFileSync(join(folder, 'hosts.yaml'), 'utf8')) as {
    readonly all: { readonly hosts: { readonly trader1: object } };
  };
  const hosts = Object.fromEntries(Array.from({ length: count }, (_, number) => [`h${number + 1}`, all.hosts.trader1]));
  writeFileSync(join(folder, 'fleet.yaml'), stringify({ all: { vars, hosts } }, { aliasDuplicateObjects: false }));
  return {
    folder,
    async stop() {
      child.disconnect();
      await ended;
    },
  };
};
