import { posix } from 'node:path';
import type { Fact } from '../model/fact.ts';
import { sh } from '../shell/sh.ts';

/** A setting of the running kernel; its words are apart by one blank each, whatever the kernel puts between them. */
export interface LiveSetting {
  readonly value: string;
  /** Not so where the kernel only shows it, or keeps it from a container. */
  readonly writable: boolean;
}

/** What a setting becomes at boot, and the file that has the last word on it. */
export interface BootSetting {
  readonly value: string;
  readonly file: string;
}

/** Settings by their dotted key; what the kernel does not have, or no file sets, is left out. */
export interface Sysctls {
  readonly live: Readonly<Record<string, LiveSetting>>;
  readonly boot: Readonly<Record<string, BootSetting>>;
}

/** sysctl.d(5): of two files with one name, that in the directory named first counts. */
const DIRECTORIES = ['/etc/sysctl.d', '/run/sysctl.d', '/usr/local/lib/sysctl.d', '/usr/lib/sysctl.d', '/lib/sysctl.d'];

/** Reads with the shell alone; a file that is no regular one is a link to /dev/null, which hides those of its name. */
const script = (keys: readonly string[]) => sh`
  keys=(${keys})
  for key in "\${keys[@]}"; do
    path=/proc/sys/\${key//.//}
    [[ -f $path ]] || continue
    access=shown
    [[ ! -w $path ]] || access=writable
    mapfile -t value <"$path"
    printf 'live %s %s %s\n' "$key" "$access" "\${value[*]}"
  done
  shopt -s nullglob
  for directory in ${DIRECTORIES}; do
    for file in "$directory"/*.conf; do
      [[ -e $file ]] || continue
      printf 'file %s\n' "$file"
      [[ -f $file ]] || continue
      mapfile -t assignments <"$file"
      for line in "\${assignments[@]}"; do
        [[ $line != *=* ]] || printf ' %s\n' "$line"
      done
    done
  done
`;

/** The words of a setting, apart by one blank each: the kernel puts tabs between them. */
export const settingWords = (text: string): string => text.trim().split(/\s+/).join(' ');

/** sysctl.d(5): where the first of both is a slash, slashes part the key and dots belong to names; else the other way. */
const dotted = (key: string): string =>
  /^[^./]*\//.test(key) ? key.replace(/[./]/g, (one) => (one === '/' ? '.' : '/')) : key;

/** Comments begin with `#` or `;`; a `-` before the key has errors ignored. */
const parseAssignment = (line: string): { readonly key: string; readonly value: string } | undefined => {
  const equals = line.indexOf('=');
  const key = line.slice(0, Math.max(0, equals)).trim().replace(/^-/, '').trimStart();
  return key === '' || /^[#;]/.test(key)
    ? undefined
    : { key: dotted(key), value: settingWords(line.slice(equals + 1)) };
};

interface ConfigurationFile {
  readonly path: string;
  readonly lines: readonly string[];
}

const parseFiles = (output: string): readonly ConfigurationFile[] =>
  [...output.matchAll(/^file (.+)\n((?: .*\n?)*)/gm)].map(([, path = '', text = '']) => ({
    path,
    lines: text.split('\n').filter((line) => line !== ''),
  }));

/** The files that count, in the order in which they are read: by name, wherever they lie. */
const inOrder = (files: readonly ConfigurationFile[]): readonly ConfigurationFile[] => {
  const byName = new Map(files.toReversed().map((file) => [posix.basename(file.path), file]));
  return [...byName].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, file]) => file);
};

/** Settings of the running kernel, and what systemd-sysctl would make of them at boot. */
export const sysctls: Fact<string, Sysctls> = {
  name: 'sysctl',
  deadline: 10,
  script,
  parse: (output, keys) => {
    const live = [...output.matchAll(/^live (\S+) (writable|shown) (.*)$/gm)].map(
      ([, key = '', access, text = '']): [string, LiveSetting] => [
        key,
        { value: settingWords(text), writable: access === 'writable' },
      ],
    );
    const boot = inOrder(parseFiles(output)).flatMap(({ path, lines }) =>
      lines.flatMap((line): readonly [string, BootSetting][] => {
        const found = parseAssignment(line);
        return found !== undefined && keys.includes(found.key) ? [[found.key, { value: found.value, file: path }]] : [];
      }),
    );
    return { live: Object.fromEntries(live), boot: Object.fromEntries(boot) };
  },
};
