import { readFile, rename, writeFile } from 'node:fs/promises';
import type { HostName } from './hosts.ts';
import type { Boot } from './qemu.ts';
import { bootFile } from './state.ts';

/** How a host was started last, and on which image its system disk stands. */
export interface LastBoot extends Boot {
  readonly imageHash: string;
  readonly imageBuild: string;
}

/** How a host was started last; undefined when it never was, or when its disks are incomplete. */
export async function lastBootOf(name: HostName): Promise<LastBoot | undefined> {
  const text = await readFile(bootFile(name), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : ({ without: [], ...JSON.parse(text) } as LastBoot);
}

/** Notes how a host is being started; its disks must be complete. */
export async function rememberBoot(name: HostName, boot: LastBoot): Promise<void> {
  await writeFile(`${bootFile(name)}.new`, JSON.stringify(boot));
  await rename(`${bootFile(name)}.new`, bootFile(name));
}
