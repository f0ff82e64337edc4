import { takeTurns } from '../report/turns.ts';
import { Questions } from '../transport/questions.ts';
import { Ssh } from '../transport/ssh.ts';
import { remember, scanHostKeys } from '../transport/trust.ts';
import { hostsOf } from './hosts.ts';
import type { HostFlags } from './flags.ts';
import { askLine, askSecret } from './prompt.ts';
import { showFailure } from './show.ts';

/** Shows the keys of a host and stores those that are new in known_hosts after a yes. */
export const trust = async (name: string, { inventory, yes }: HostFlags, secrets: Set<string>): Promise<number> => {
  const hosts = await hostsOf(inventory, name, secrets);
  if (!hosts.ok) return showFailure(hosts.failure, secrets);
  const quietly = takeTurns();
  const ssh = new Ssh({ inventory, questions: new Questions((prompt) => quietly(() => askSecret(prompt))) });
  for (const host of hosts.value) {
    const shown = await scanHostKeys(ssh, host, inventory);
    if (!shown.ok) return showFailure(shown.failure, secrets);
    const { unknown, trusted, file } = shown.value;
    for (const key of trusted)
      process.stdout.write(`${host.name}: ${key.type} ${key.fingerprint} is trusted already\n`);
    if (unknown.length === 0) continue;
    for (const key of unknown) process.stdout.write(`${host.name}: ${key.type} ${key.fingerprint} is new\n`);
    const question = `Compare the fingerprint with one from the console of ${host.name}. Store it in ${file}? (yes/no) `;
    if (yes !== true && (await askLine(question)) !== 'yes') {
      const message = 'its key was not stored';
      const advice = `Answer yes, or pass --yes where you have compared the fingerprint already.`;
      return showFailure({ kind: 'refused', host: host.name, message, advice }, secrets);
    }
    const stored = await remember(shown.value, unknown);
    if (!stored.ok) return showFailure(stored.failure, secrets);
    process.stdout.write(`${host.name}: stored in ${file}\n`);
  }
  return 0;
};
