import type { Fact } from '../model/fact.ts';
import { sh } from '../shell/sh.ts';

/** What the kernel calls this boot of a host: random(4). */
export const boot: Fact<null, string> = {
  name: 'boot',
  deadline: 10,
  script: () => sh`
    read -r boot </proc/sys/kernel/random/boot_id
    echo "$boot"
  `,
  parse: (output) => {
    const id = output.trim();
    if (!/^[\da-f-]{36}$/.test(id))
      throw new Error(`the kernel's name for its boot is ${JSON.stringify(id.slice(0, 80))}`);
    return id;
  },
};
