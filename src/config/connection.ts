import { resolve } from 'node:path';
import type { Become, Connection } from '../model/host.ts';
import type { GroupEntry, HostEntry } from './inventory-schema.ts';

type HostKeys = NonNullable<HostEntry>;
type Settings = Omit<NonNullable<GroupEntry>, 'vars' | 'hosts' | 'children'> & Pick<HostKeys, 'address'>;

/** OpenSSH has none of its own; what answers at all does so sooner. */
const CONNECT_TIMEOUT_SECONDS = 10;

/** A host that restarts meanwhile comes back within it; the lease of a batch holds for 90 s. */
const RECONNECT_TIMEOUT_SECONDS = 180;

const becomeOf = (become: Settings['become'], user: string | undefined): Become => {
  if (become === undefined) return user === 'root' ? { method: 'none' } : { method: 'sudo', password: 'none' };
  if (become === 'none') return { method: 'none' };
  if (become === 'sudo') return { method: 'sudo', password: 'none' };
  return { method: 'sudo', password: become.password ?? 'none' };
};

const fromFolder = (folder: string, path: string): string => (path.startsWith('~') ? path : resolve(folder, path));

/** How a host is reached: the settings of its groups, outermost first, and its own last. Relative paths start at `folder`. */
export const connectionOf = (groups: readonly GroupEntry[], host: HostEntry, folder: string): Connection => {
  const settings = [...groups, host].reduce<Settings>((below, entry) => ({ ...below, ...entry }), {});
  const {
    address,
    port,
    user,
    key,
    knownHosts,
    become,
    transport = 'ssh',
    connectTimeout,
    reconnectTimeout,
  } = settings;
  return {
    transport,
    ...(address !== undefined && { address }),
    ...(port !== undefined && { port }),
    ...(user !== undefined && { user }),
    ...(key !== undefined && { key: fromFolder(folder, key) }),
    ...(knownHosts !== undefined && { knownHosts: fromFolder(folder, knownHosts) }),
    become: becomeOf(become, user),
    connectTimeout: connectTimeout ?? CONNECT_TIMEOUT_SECONDS,
    reconnectTimeout: reconnectTimeout ?? RECONNECT_TIMEOUT_SECONDS,
  };
};
