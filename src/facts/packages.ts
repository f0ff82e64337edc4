import type { Fact } from '../model/fact.ts';
import { lines, sh } from '../shell/sh.ts';

/** A package of the distribution and the command for which it is needed. */
export interface Package {
  readonly name: string;
  readonly command: string;
}

export interface Packages {
  /** Whether packages can be installed with apt-get. */
  readonly apt: boolean;
  /** Names of the packages whose command is there, wherever it came from. */
  readonly usable: readonly string[];
  /** Names of the packages that were removed and left their configuration. */
  readonly leftovers: readonly string[];
}

const script = (packages: readonly Package[]) => sh`
  ! command -v apt-get >/dev/null || echo apt
  missing=()
  look() {
    if command -v "$2" >/dev/null; then
      echo "usable $1"
    else
      missing+=("$1")
    fi
  }
  ${lines(packages.map(({ name, command }) => sh`look ${name} ${command}`))}
  if [[ \${#missing[@]} -gt 0 ]] && command -v dpkg-query >/dev/null; then
    dpkg-query --show --showformat '\${db:Status-Status} \${Package}\n' -- "\${missing[@]}" 2>/dev/null || :
  fi
`;

/** Which of the packages are needed still, and whether this host has apt-get to install them. */
export const packages: Fact<Package, Packages> = {
  name: 'packages',
  deadline: 15,
  script,
  parse: (output) => {
    const names = (pattern: RegExp) => [...output.matchAll(pattern)].map(([, name = '']) => name);
    return {
      apt: /^apt$/m.test(output),
      usable: names(/^usable (\S+)$/gm),
      leftovers: names(/^config-files (\S+)$/gm),
    };
  },
};
