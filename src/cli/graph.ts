import { loadPlaybook } from '../config/playbook.ts';
import { graphText, mermaid } from '../report/graph-text.ts';
import { loadRegistry } from './registry.ts';
import { showFailure } from './show.ts';

/** Prints the phases of every play of a playbook, as text and as a mermaid diagram. */
export const graph = async (path: string): Promise<number> => {
  const registry = await loadRegistry(path);
  if (!registry.ok) return showFailure(registry.failure);
  const playbook = loadPlaybook(path, registry.value);
  if (!playbook.ok) return showFailure(playbook.failure);
  const plays = playbook.value.plays;
  process.stdout.write(`${plays.map(graphText).join('\n')}\n\n${mermaid(plays)}\n`);
  return 0;
};
