import type { Fact } from '../model/fact.ts';
import { sh } from '../shell/sh.ts';

/** Whether the running kernel has a file system or module, or can load it; `unknown` without modprobe. */
export type KernelSupport = 'there' | 'missing' | 'unknown';

const script = (names: readonly string[]) => sh`
  registered=$(</proc/filesystems)
  names=(${names})
  for name in "\${names[@]}"; do
    if [[ -d /sys/module/$name || $registered$'\n' == *$'\t'$name$'\n'* ]]; then
      echo "$name there"
    elif ! command -v modprobe >/dev/null; then
      echo "$name unknown"
    elif modprobe --dry-run --quiet -- "$name"; then
      echo "$name there"
    else
      echo "$name missing"
    fi
  done
`;

/** What the running kernel supports, by the name of the file system or module. */
export const kernel: Fact<string, Readonly<Record<string, KernelSupport>>> = {
  name: 'kernel',
  deadline: 10,
  script,
  parse: (output, names) => {
    const found = new Map(
      [...output.matchAll(/^(\S+) (there|missing|unknown)$/gm)].map(([, name, say]) => [name, say]),
    );
    const support = (name: string): KernelSupport => {
      const said = found.get(name);
      if (said === 'there' || said === 'missing' || said === 'unknown') return said;
      throw new Error(`the probe says nothing of "${name}"`);
    };
    return Object.fromEntries(names.map((name) => [name, support(name)]));
  },
};
