import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import { withPrivateFile } from '../../../src/vault/private-file.ts';
import { site } from '../config/site.ts';

it('is gone when its use has failed', async () => {
  const place = site({ '.keep': '' });
  vi.stubEnv('XDG_RUNTIME_DIR', place.path(''));
  const use = (path: string): Promise<never> => Promise.reject(new Error(readFileSync(path, 'utf8')));
  await expect(withPrivateFile('x', 'hunter2', use)).rejects.toThrow('hunter2');
  vi.unstubAllEnvs();
  expect(readdirSync(place.path(''))).toEqual(['.keep']);
});

it('stands elsewhere where there is no folder in memory', async () => {
  vi.stubEnv('XDG_RUNTIME_DIR', '/nonexistent/run');
  const place = await withPrivateFile('x', 'hunter2', (path) => Promise.resolve(path));
  vi.unstubAllEnvs();
  expect(place).not.toContain('/nonexistent/');
});

it(
  'outlives a Ctrl-C, which is for the editor, and is gone when the process is ended',
  { timeout: 30_000 },
  async () => {
    const scene = fileURLToPath(new URL('private-file-scene.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'jiti/register', scene], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [path] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    child.kill('SIGINT');
    expect(readFileSync(path, 'utf8')).toBe('a: hunter2');
    child.kill('SIGTERM');
    const [status] = (await once(child, 'close')) as [number | null];
    expect(status).toBe(143);
    expect(existsSync(path)).toBe(false);
  },
);
