import type { Fact } from '../model/fact.ts';
import { readFstab, type FstabText } from '../model/fstab-text.ts';
import { sh } from '../shell/sh.ts';

/** /etc/fstab: its exact text, what it says, and what systemd made of it. */
export interface Fstab extends FstabText {
  readonly is: 'file' | 'absent' | 'symlink';
  readonly text: string;
  /**
   * The mount units that systemd generated when it read it last, at the boot or when it was told to; `undefined` where systemd
   * does not run the host. To ask systemd itself costs a host more than all other facts of a mount.
   */
  readonly units: readonly string[] | undefined;
}

/** Characters of an fstab that are read. */
const MOST_TEXT = 65_536;

/** Where systemd.generator(7) has what is made of fstab. */
const GENERATED = '/run/systemd/generator';

/** Prints every line behind a blank, so that a missing line break at the end shows. */
export const fstab: Fact<null, Fstab> = {
  name: 'fstab',
  deadline: 5,
  script: () => sh`
    if [[ -L /etc/fstab ]]; then
      echo symlink
    elif [[ ! -e /etc/fstab ]]; then
      echo absent
    else
      if IFS= read -r -d '' text </etc/fstab; then
        echo '/etc/fstab contains a NUL byte' >&2
        exit 1
      fi
      printf 'file\n %s\n' "\${text//$'\n'/$'\n' }"
    fi
    [[ -d /run/systemd/system ]] || exit 0
    shopt -s nullglob
    units=(${GENERATED}/*.mount)
    printf 'systemd\n'
    [[ \${#units[@]} == 0 ]] || printf 'unit %s\n' "\${units[@]##*/}"
  `,
  parse: (output) => {
    if (output.length > MOST_TEXT) throw new Error(`/etc/fstab is longer than ${MOST_TEXT / 1024} KiB`);
    const [is, ...rest] = output.split('\n');
    if (is !== 'file' && is !== 'absent' && is !== 'symlink') {
      throw new Error(`the answer about /etc/fstab begins with ${JSON.stringify(is)}`);
    }
    const text = rest
      .filter((line) => line.startsWith(' '))
      .map((line) => line.slice(1))
      .join('\n');
    const units = rest.includes('systemd')
      ? rest.filter((line) => line.startsWith('unit ')).map((line) => line.slice('unit '.length))
      : undefined;
    return { is, text, units, ...readFstab(text) };
  },
};
