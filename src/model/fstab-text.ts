import { escapeOctal, unescapeOctal } from './octal.ts';

/** A line of fstab that mounts something; `line` counts from 1. */
export interface FstabEntry {
  readonly line: number;
  readonly source: string;
  readonly target: string;
}

/** The lines between jts's marks for one mount point; `first` and `last` are the lines of the marks. */
export interface FstabBlock {
  readonly target: string;
  readonly first: number;
  readonly last: number;
  readonly content: readonly string[];
}

/** A mark without its partner, or a line between jts's marks that is not jts's. */
export interface FstabTrouble {
  readonly target: string;
  readonly line: number;
  readonly what: string;
}

/** What an fstab says: all its entries, those of jts's blocks included, and the blocks. */
export interface FstabText {
  readonly entries: readonly FstabEntry[];
  readonly blocks: readonly FstabBlock[];
  readonly troubles: readonly FstabTrouble[];
}

/** One mount as fstab writes it. */
export interface FstabMount {
  readonly source: string;
  readonly target: string;
  readonly type: string;
  readonly options: readonly string[];
  /** When fsck looks at it at boot: 0 never, 2 after the root file system. */
  readonly pass: number;
}

/** Whether the kernel shows a type of fstab as another: NFS of version 4 is always `nfs4`. */
export const isShownAs = (type: string, shown: string): boolean =>
  shown === type || (type === 'nfs' && shown === 'nfs4');

/** Which device is meant by a source as fstab writes it; for what is no device, a path that does not exist. */
export const devicePath = (source: string): string => {
  const [, tag = '', value = ''] = /^(UUID|LABEL|PARTUUID|PARTLABEL)=(.*)$/.exec(source) ?? [];
  return tag === '' ? source : `/dev/disk/by-${tag.toLowerCase()}/${value}`;
};

export const beginMark = (target: string): string => `# BEGIN jts ${escapeOctal(target)}`;
export const endMark = (target: string): string => `# END jts ${escapeOctal(target)}`;

export const fstabLine = ({ source, target, type, options, pass }: FstabMount): string =>
  [source, target, type, options.join(',')].map(escapeOctal).join(' ') + ` 0 ${pass}`;

const MARK = /^# (BEGIN|END) jts (\/\S*)$/;

const entryOf = (text: string, line: number): FstabEntry | undefined => {
  const [source = '', target] = text.trim().split(/[ \t]+/);
  if (target === undefined || source.startsWith('#')) return undefined;
  return { line, source: unescapeOctal(source), target: unescapeOctal(target) };
};

/** Reads an fstab; marks are recognised in lines that end with CR LF as well. */
export const readFstab = (text: string): FstabText => {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  const entries = lines.flatMap((line, index) => entryOf(line, index + 1) ?? []);
  const blocks: FstabBlock[] = [];
  const troubles: FstabTrouble[] = [];
  const open = new Map<string, number>();
  lines.forEach((text, index) => {
    const [, mark, escaped] = MARK.exec(text) ?? [];
    if (mark === undefined || escaped === undefined) return;
    const target = unescapeOctal(escaped);
    const first = open.get(target);
    if (mark === 'BEGIN') {
      if (first !== undefined) troubles.push({ target, line: first, what: 'begins a block of jts that never ends' });
      open.set(target, index + 1);
    } else if (first === undefined) {
      troubles.push({ target, line: index + 1, what: 'ends a block of jts that never began' });
    } else {
      open.delete(target);
      blocks.push({ target, first, last: index + 1, content: lines.slice(first, index) });
    }
  });
  for (const [target, line] of open) {
    troubles.push({ target, line, what: 'begins a block of jts that never ends' });
  }
  for (const { target, first, content } of blocks) {
    content.forEach((text, index) => {
      const line = first + 1 + index;
      if (entryOf(text, line)?.target === target) return;
      troubles.push({ target, line, what: "stands between jts's marks and is not jts's" });
    });
  }
  return { entries, blocks, troubles };
};
