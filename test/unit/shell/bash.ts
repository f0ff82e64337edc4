import { spawnSync } from 'node:child_process';
import type { Shell } from '../../../src/shell/sh.ts';

/** A script as the engine runs it; paths of the host may be moved below a temporary folder. */
export const bashText = (script: Shell, moved: Readonly<Record<string, string>> = {}): string => {
  const text = Object.entries(moved).reduce((text, [from, to]) => text.replaceAll(from, to), script.text);
  return `set -euo pipefail\nprobe() {\n${text}\n}\nprobe`;
};

/** Runs a script in a real bash. */
export const bash = (
  script: Shell,
  moved: Readonly<Record<string, string>> = {},
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } => {
  const { status, stdout, stderr } = spawnSync('bash', ['-s'], {
    input: bashText(script, moved),
    encoding: 'utf8',
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', TZ: 'UTC' },
  });
  return { status, stdout, stderr };
};
