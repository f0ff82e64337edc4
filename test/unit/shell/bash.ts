import { spawnSync } from 'node:child_process';
import type { Shell } from '../../../src/shell/sh.ts';

/** Runs a script in a real bash, as the engine does; paths of the host may be moved below a temporary folder. */
export const bash = (
  script: Shell,
  moved: Readonly<Record<string, string>> = {},
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } => {
  const text = Object.entries(moved).reduce((text, [from, to]) => text.replaceAll(from, to), script.text);
  const input = `set -euo pipefail\nprobe() {\n${text}\n}\nprobe`;
  const { status, stdout, stderr } = spawnSync('bash', ['-s'], {
    input,
    encoding: 'utf8',
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', TZ: 'UTC' },
  });
  return { status, stdout, stderr };
};
