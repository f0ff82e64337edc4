import { loadPlaybook } from '../config/playbook.ts';
import { redactor } from '../model/redaction.ts';
import { graphText, mermaid } from '../report/graph-text.ts';
import { openVault } from '../vault/open.ts';
import { loadRegistry } from './registry.ts';
import { showFailure } from './show.ts';

/** Prints the phases of every play of a playbook, as text and as a mermaid diagram. */
export const graph = async (path: string, secrets: Set<string>): Promise<number> => {
  const registry = await loadRegistry(path);
  if (!registry.ok) return showFailure(registry.failure, secrets);
  const vault = await openVault({ playbook: path }, secrets);
  if (!vault.ok) return showFailure(vault.failure, secrets);
  const playbook = loadPlaybook(path, registry.value, vault.value);
  if (!playbook.ok) return showFailure(playbook.failure, secrets);
  const plays = playbook.value.plays;
  process.stdout.write(redactor(secrets).text(`${plays.map(graphText).join('\n')}\n\n${mermaid(plays)}\n`));
  return 0;
};
