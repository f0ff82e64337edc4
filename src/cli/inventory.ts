import { loadInventory } from '../config/inventory.ts';
import { inventoryList } from '../config/inventory-list.ts';
import { inventoryTree } from '../config/inventory-tree.ts';
import type { HostFlags } from './program.ts';
import { showFailure } from './show.ts';

/** Prints an inventory as a tree, or as JSON in the shape of Ansible's dynamic inventories. */
export const showInventory = (flags: HostFlags): number => {
  const inventory = loadInventory(flags.inventory);
  if (!inventory.ok) return showFailure(inventory.failure);
  const text =
    flags.list === true ? JSON.stringify(inventoryList(inventory.value), null, 2) : inventoryTree(inventory.value);
  process.stdout.write(`${text}\n`);
  return 0;
};
