/** Options of a live mount as /proc/self/mountinfo shows them: of the mount itself, and of its file system. */
export interface LiveOptions {
  readonly options: readonly string[];
  readonly superOptions: readonly string[];
}

/** An option that is not live as wanted; both in the words of mount(8). */
export interface OptionDifference {
  readonly wanted: string;
  readonly live: string;
}

/** Options for mount(8), fstab or systemd, which the kernel never sees. */
const NOT_FOR_THE_KERNEL =
  /^(?:defaults|auto|noauto|user|nouser|users|owner|group|nofail|_netdev|_rnetdev|comment=.*|x-.*|X-.*)$/;

/** What some options say beside themselves: mount(8), FILESYSTEM-INDEPENDENT MOUNT OPTIONS. */
const IMPLIED: ReadonlyMap<string, readonly string[]> = new Map([
  ['defaults', ['rw', 'suid', 'dev', 'exec']],
  ['user', ['noexec', 'nosuid', 'nodev']],
  ['users', ['noexec', 'nosuid', 'nodev']],
  ['owner', ['nosuid', 'nodev']],
  ['group', ['nosuid', 'nodev']],
]);

/** Per-mount settings that always have one of these values, the default first. */
const SETTINGS: readonly (readonly string[])[] = [
  ['rw', 'ro'],
  ['suid', 'nosuid'],
  ['dev', 'nodev'],
  ['exec', 'noexec'],
  ['relatime', 'noatime', 'strictatime'],
  ['diratime', 'nodiratime'],
];

const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ['atime', 'relatime'],
  ['norelatime', 'strictatime'],
]);

/** Defaults that a file system does not show (ext4(5), xfs(5)); ext4 shows `errors` only where it differs from its superblock. */
const NOT_SHOWN: Readonly<Record<string, readonly string[]>> = {
  ext4: ['commit=5', 'data=ordered', 'barrier', 'barrier=1', 'delalloc', 'user_xattr', 'acl', 'errors=remount-ro'],
  xfs: ['nodiscard', 'nolargeio'],
};

const isSetting = (option: string): boolean =>
  SYNONYMS.has(option) || SETTINGS.some((values) => values.includes(option));

/** The per-mount settings that options come to, each spelled out: `rw,suid,dev,exec,noatime,diratime`; the last one wins. */
export const settingsOf = (options: readonly string[]): readonly string[] => {
  const said = options.flatMap((option) => IMPLIED.get(option) ?? [SYNONYMS.get(option) ?? option]);
  return SETTINGS.map((values) => said.findLast((option) => values.includes(option)) ?? values[0] ?? '');
};

/** What the file system was told beyond the per-mount settings. */
const fileSystemOptions = (options: readonly string[]): readonly string[] =>
  options.filter((option) => !isSetting(option) && !NOT_FOR_THE_KERNEL.test(option));

/** A mount that shows none of the atime options updates access times strictly. */
const liveSettings = ({ options }: LiveOptions): readonly string[] =>
  settingsOf(
    options.some((option) => option === 'relatime' || option === 'noatime') ? options : [...options, 'strictatime'],
  );

const keyOf = (option: string): string => option.split('=')[0] ?? option;

const difference = (type: string, wanted: string, live: readonly string[]): OptionDifference | undefined => {
  if (live.includes(wanted)) return undefined;
  const key = keyOf(wanted);
  const other = live.find((option) => keyOf(option) === key || option === `no${key}` || `no${option}` === key);
  if (other === undefined && NOT_SHOWN[type]?.includes(wanted) === true) return undefined;
  return { wanted, live: other ?? `no ${key}` };
};

/** How a live mount differs from the options wanted; what the kernel does not show, or shows as a default, is no difference. */
export const optionDifferences = (
  type: string,
  wanted: readonly string[],
  live: LiveOptions,
): readonly OptionDifference[] => {
  const now = liveSettings(live);
  const settings = settingsOf(wanted).flatMap((value, index) =>
    value === now[index] ? [] : [{ wanted: value, live: now[index] ?? '' }],
  );
  const shown = [...live.superOptions, ...live.options];
  return [...settings, ...fileSystemOptions(wanted).flatMap((option) => difference(type, option, shown) ?? [])];
};

/** Options for `mount -o remount`: every per-mount setting spelled out, since a remount keeps what is not named. */
export const remountOptions = (wanted: readonly string[]): readonly string[] => [
  'remount',
  ...settingsOf(wanted),
  ...fileSystemOptions(wanted),
];
