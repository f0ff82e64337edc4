import type { Container } from '../../test/containers/containers.ts';

/** Hosts as a tool gets to know them; all have the same port, login and key of their own. */
export interface Fleet {
  readonly hosts: readonly Pick<Container, 'name' | 'address'>[];
  readonly port: number;
  readonly user: string;
  readonly key: string;
  readonly knownHosts: string;
  /** Where the tool may keep its inventory. */
  readonly folder: string;
  /** Where the files are that a tool without such roles copies, by their paths on the host. */
  readonly files?: string;
}

export interface Command {
  readonly words: readonly [string, ...string[]];
  readonly environment?: Readonly<Record<string, string>>;
}

/** What hosts are brought to, and what is asked of them. */
export type Work = 'nothing' | 'layout' | 'validate layout' | 'hot tier' | 'full provision';

/** A program that works on hosts over SSH. */
export interface Tool {
  readonly name: string;
  /** Its version and those of what it stands on; undefined where it is not installed. */
  version(): string | undefined;
  /** The command that does a work on a fleet; undefined where the tool has no word for it. */
  command(work: Work, fleet: Fleet): Command | undefined;
}
