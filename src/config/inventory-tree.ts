import { ALL } from './drafts.ts';
import type { Inventory, InventoryHost } from './inventory.ts';

interface Branch {
  readonly text: string;
  readonly branches: readonly Branch[];
}

const reached = ({ name, connection }: InventoryHost): string => {
  const { transport, user, address, port } = connection;
  if (transport === 'local') return `${name}  (this machine)`;
  if (user === undefined && address === undefined && port === undefined) return name;
  const login = user === undefined ? '' : `${user}@`;
  return `${name}  ${login}${address ?? name}${port === undefined ? '' : `:${port}`}`;
};

/** What a group holds is shown where it first stands: groups that hold the same ones would repeat them without end. */
const branchOf = (inventory: Inventory, name: string, shown: Set<string>): Branch => {
  if (shown.has(name)) return { text: `${name}  (as above)`, branches: [] };
  shown.add(name);
  const { children = [], hosts = [] } = inventory.groups.get(name) ?? {};
  const ownHosts = name === ALL ? [] : hosts.flatMap((host) => inventory.hosts.get(host) ?? []);
  return {
    text: name,
    branches: [
      ...children.map((child) => branchOf(inventory, child, shown)),
      ...ownHosts.map((host) => ({ text: reached(host), branches: [] })),
    ],
  };
};

const linesOf = ({ text, branches }: Branch): readonly string[] => [
  text,
  ...branches.flatMap((branch, index) => {
    const isLast = index === branches.length - 1;
    const [first = '', ...rest] = linesOf(branch);
    return [`${isLast ? '└──' : '├──'} ${first}`, ...rest.map((line) => `${isLast ? '   ' : '│  '} ${line}`)];
  }),
];

/** The groups and hosts of an inventory as a tree, one a line. */
export const inventoryTree = (inventory: Inventory): string => linesOf(branchOf(inventory, ALL, new Set())).join('\n');
