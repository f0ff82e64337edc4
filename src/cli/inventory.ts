import { loadInventory } from '../config/inventory.ts';
import { inventoryList } from '../config/inventory-list.ts';
import { inventoryTree } from '../config/inventory-tree.ts';
import { redactor } from '../model/redaction.ts';
import { jsonDocument } from '../report/json.ts';
import { openVault } from '../vault/open.ts';
import type { HostFlags } from './flags.ts';
import { showFailure } from './show.ts';

/** Prints an inventory as a tree, or as JSON in the shape of Ansible's dynamic inventories. */
export const showInventory = async (flags: HostFlags, secrets: Set<string>): Promise<number> => {
  const vault = await openVault({ inventory: flags.inventory }, secrets);
  if (!vault.ok) return showFailure(vault.failure, secrets);
  const inventory = loadInventory(flags.inventory, vault.value);
  if (!inventory.ok) return showFailure(inventory.failure, secrets);
  const redact = redactor(secrets);
  process.stdout.write(
    flags.list === true
      ? jsonDocument(redact.json(inventoryList(inventory.value)))
      : `${redact.text(inventoryTree(inventory.value))}\n`,
  );
  return 0;
};
