import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Host } from './hosts.ts';
import { hosts } from './hosts.ts';
import type { Secrets } from './identity.ts';
import { local } from './local.ts';
import { locked } from './lock.ts';
import { hostKeyFile, keyFile, lockFile, opsPasswordFile } from './state.ts';

/** Makes the keys and the password that are missing. */
export async function ensureKeys(): Promise<void> {
  await locked(lockFile('keys'), async () => {
    await ensureKey(keyFile, 'jts-lab');
    for (const { name } of hosts) await ensureKey(hostKeyFile(name), name);
    if (!existsSync(opsPasswordFile)) {
      await writeFile(opsPasswordFile, randomBytes(12).toString('base64url'), { mode: 0o600 });
    }
  });
}

/** What the identity of a host is made of. */
export async function secretsOf({ name }: Host): Promise<Secrets> {
  const [authorizedKey, hostKey, hostKeyPublic, opsPassword] = await Promise.all([
    readFile(`${keyFile}.pub`, 'utf8'),
    readFile(hostKeyFile(name), 'utf8'),
    readFile(`${hostKeyFile(name)}.pub`, 'utf8'),
    readFile(opsPasswordFile, 'utf8'),
  ]);
  return { authorizedKey, hostKey, hostKeyPublic, opsPassword };
}

async function ensureKey(file: string, comment: string): Promise<void> {
  if (existsSync(file)) return;
  await mkdir(dirname(file), { recursive: true });
  await local`ssh-keygen -q -t ed25519 -N ${''} -C ${comment} -f ${file}`;
  await chmod(file, 0o600);
}
