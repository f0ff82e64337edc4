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
  const redact = redactor(secrets);
  // Before control sequences in them are spelled out: a secret is known as it is.
  const plays = playbook.value.plays.map((play) => ({
    ...play,
    name: redact.text(play.name),
    hosts: redact.text(play.hosts),
  }));
  process.stdout.write(`${plays.map(graphText).join('\n')}\n\n${mermaid(plays)}\n`);
  return 0;
};
