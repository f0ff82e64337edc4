import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Runs `action` while holding an exclusive lock on `file`, waiting for it as long as it takes. */
export async function locked<T>(file: string, action: () => Promise<T>): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  // The kernel drops the lock with this child, which ends when our end of its stdin closes: a crash leaves nothing.
  const holder = spawn('flock', [file, 'sh', '-c', 'echo locked; cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(holder, 'exit');
  await Promise.race([
    once(holder.stdout, 'data'),
    ended.then(() => Promise.reject(new Error(`flock ${file} failed`))),
  ]);
  try {
    return await action();
  } finally {
    holder.stdin.end();
    await ended;
  }
}
