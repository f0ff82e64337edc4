import type { Fact } from '../model/fact.ts';
import { matchesKernelName } from '../model/kernel-name.ts';
import { sh } from '../shell/sh.ts';

/** How the kernel orders what is read from and written to a disk. */
export interface DiskScheduler {
  readonly scheduler: string;
  /** Those that are loaded; none where the disk takes no scheduler at all. */
  readonly available: readonly string[];
  readonly rotating: boolean;
}

const parseLine = (line: string): readonly [string, DiskScheduler] => {
  const [, name, rotating, text] = /^(\S+) ([01]) (\S.*)$/.exec(line) ?? [];
  if (name === undefined || text === undefined) {
    throw new Error(`the answer about I/O schedulers is not as expected: ${JSON.stringify(line)}`);
  }
  const chosen = /\[([^\s[\]]+)\]/.exec(text)?.[1];
  const available = chosen === undefined ? [] : text.replace(/[[\]]/g, '').trim().split(' ');
  return [name, { scheduler: chosen ?? text.trim(), available, rotating: rotating === '1' }];
};

/** The I/O schedulers of disks by kernel name; asked by patterns such as `nvme*n*`, with no process at all. */
export const schedulers: Fact<string, Readonly<Record<string, DiskScheduler>>> = {
  name: 'schedulers',
  deadline: 10,
  script: () => sh`
    shopt -s nullglob
    for queue in /sys/block/*/queue; do
      [[ -e $queue/scheduler ]] || continue
      disk=\${queue%/queue}
      read -r rotating <"$queue/rotational"
      read -r text <"$queue/scheduler"
      printf '%s %s %s\n' "\${disk##*/}" "$rotating" "$text"
    done
  `,
  parse: (output, patterns) => {
    const disks = output
      .split('\n')
      .filter((line) => line !== '')
      .map(parseLine);
    return Object.fromEntries(disks.filter(([name]) => patterns.some((pattern) => matchesKernelName(pattern, name))));
  },
};
