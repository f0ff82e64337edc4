import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tool } from './tool.ts';

/** Logs in to all hosts at once and starts Node.js once: less than that a controller in Node.js cannot take. */
const FLOOR = `
set -e
for address; do
  ssh -F "$CONFIG" "$address" true &
  logins+=("$!")
done
node -e 0
for login in "\${logins[@]}"; do wait "$login"; done`;

export const ssh: Tool = {
  name: 'ssh',
  version: () => spawnSync('ssh', ['-V'], { encoding: 'utf8' }).stderr.trim() || undefined,
  command(work, { hosts, port, user, key, knownHosts, folder }) {
    if (work !== 'nothing') return undefined;
    const config = join(folder, 'ssh_config');
    writeFileSync(
      config,
      `Port ${port}\nUser ${user}\nIdentityFile ${key}\nUserKnownHostsFile ${knownHosts}\nBatchMode yes\n`,
    );
    return {
      words: ['bash', '-c', FLOOR, 'ssh', ...hosts.map(({ address }) => address)],
      environment: { CONFIG: config },
    };
  },
};
