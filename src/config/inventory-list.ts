import type { Connection } from '../model/host.ts';
import type { Json } from '../model/resource.ts';
import { ALL } from './drafts.ts';
import type { Inventory } from './inventory.ts';
import { hostWith, layersOf } from './layers.ts';

type JsonObject = Readonly<Record<string, Json>>;

const connectionVars = ({ transport, address, port, user, key, become }: Connection): JsonObject => ({
  ...(address !== undefined && { ansible_host: address }),
  ...(port !== undefined && { ansible_port: port }),
  ...(user !== undefined && { ansible_user: user }),
  ...(key !== undefined && { ansible_ssh_private_key_file: key }),
  ...(transport === 'local' && { ansible_connection: 'local' }),
  ansible_become: become.method === 'sudo',
});

/** The inventory as `ansible-inventory --list` prints it: hosts and children by group, and the variables by host. */
export const inventoryList = (inventory: Inventory): JsonObject => {
  const hostvars = [...inventory.hosts.values()].map((inventoryHost): [string, Json] => {
    const { name, connection, vars } = hostWith(inventoryHost, layersOf(inventory, inventoryHost));
    return [name, { ...connectionVars(connection), ...vars }];
  });
  const groups = [...inventory.groups.values()].map(({ name, hosts, children }): [string, Json] => {
    const own = name === ALL ? [] : hosts;
    return [name, { ...(own.length > 0 && { hosts: own }), ...(children.length > 0 && { children }) }];
  });
  return Object.fromEntries([['_meta', { hostvars: Object.fromEntries(hostvars) }], ...groups]);
};
