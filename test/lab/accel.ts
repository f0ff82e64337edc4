import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Image } from './image.ts';
import { local } from './local.ts';
import { locked } from './lock.ts';
import type { Accel } from './qemu.ts';
import { machineArguments } from './qemu.ts';
import { cacheFolder } from './state.ts';

/** KVM where it has booted our kernel since this machine started, TCG elsewhere. */
export async function chooseAccel(image: Image): Promise<Accel> {
  const bootId = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
  const answerFile = join(cacheFolder, 'accel');
  return locked(`${answerFile}.lock`, async () => {
    const [answer, answeredFor] = (await readFile(answerFile, 'utf8').catch(() => '')).split(' ');
    if (answeredFor === bootId && (answer === 'kvm' || answer === 'tcg')) return answer;
    const accel = (await kvmBoots(image)) ? 'kvm' : 'tcg';
    await writeFile(answerFile, `${accel} ${bootId}`);
    return accel;
  });
}

// /dev/kvm may be there and usable, and qemu still abort or the guest never print a line.
async function kvmBoots(image: Image): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'jts-lab-'));
  const console = join(folder, 'console');
  const args = [
    ...machineArguments('kvm'),
    ...['-m', '512', '-no-reboot', '-serial', `file:${console}`],
    ...['-kernel', image.kernel, '-initrd', image.initrd],
    // Without a root the initrd gives up, and panic=-1 with -no-reboot ends qemu.
    ...['-append', 'console=ttyS0 panic=-1 rdinit=/bin/false'],
  ];
  try {
    await local({ nothrow: true })`timeout 20 qemu-system-x86_64 ${args}`;
    return (await readFile(console, 'utf8').catch(() => '')).includes('Run /bin/false as init process');
  } finally {
    await rm(folder, { recursive: true });
  }
}
