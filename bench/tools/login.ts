import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { MOST_AT_ONCE } from './jts.ts';
import type { Tool } from './tool.ts';

/** ssh2 alone, as jts uses it: logs in to all hosts, so that what jts does beyond the handshake can be told. */
export const login: Tool = {
  name: 'ssh2',
  version() {
    const file = resolve(import.meta.dirname, '../../node_modules/ssh2/package.json');
    return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
  },
  command(work, { hosts, port, user, key }) {
    if (work !== 'nothing') return undefined;
    const addresses = hosts.map(({ address }) => address);
    const program = join(import.meta.dirname, 'login/main.mjs');
    return { words: ['node', program, key, user, String(port), String(MOST_AT_ONCE), ...addresses] };
  },
};
