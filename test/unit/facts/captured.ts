import { readFileSync } from 'node:fs';

/** What a fact's script printed on a real Debian 12 (systemd 252, LVM 2.03.16, coreutils 9.1). */
export const captured = (name: string): string =>
  readFileSync(new URL(`captured/${name}.txt`, import.meta.url), 'utf8');
