import type { Fact } from '../model/fact.ts';
import { readFstab, type FstabText } from '../model/fstab-text.ts';
import { sh } from '../shell/sh.ts';

/** /etc/fstab: its exact text and what it says. */
export interface Fstab extends FstabText {
  readonly is: 'file' | 'absent' | 'symlink';
  readonly text: string;
}

/** Characters of an fstab that are read. */
const MOST_TEXT = 65_536;

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
    return { is, text, ...readFstab(text) };
  },
};
