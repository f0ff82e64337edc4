import type { Json } from './resource.ts';

/** How to become root: not at all (the login is root), or through sudo with or without a password. */
export type Become = { readonly method: 'none' } | { readonly method: 'sudo'; readonly password: 'none' | 'ask' };

/** How to reach a host; what is left out comes from the user's ssh configuration or OpenSSH's defaults. */
export interface Connection {
  readonly transport: 'ssh' | 'local';
  readonly address?: string;
  readonly port?: number;
  readonly user?: string;
  /** Path of a private key; `~` is the user's home. */
  readonly key?: string;
  /** Path of a known_hosts file to use in place of the user's. */
  readonly knownHosts?: string;
  readonly become: Become;
  /** Seconds until a connection that is not up is given up. */
  readonly connectTimeout: number;
  /** Seconds for which a host is tried again whose connection was lost in the middle of a run. */
  readonly reconnectTimeout: number;
}

export type Vars = { readonly [name: string]: Json };

/** A host of the inventory with everything that applies to it merged in. */
export interface Host {
  readonly name: string;
  readonly groups: readonly string[];
  readonly connection: Connection;
  readonly vars: Vars;
}
