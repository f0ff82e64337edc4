import { accountName, directoryNames, fileMode, mountOptions, plainPath, Type, type Static } from 'jts';

/** What `volume` leaves to be given where it has no default. */
interface Given {
  readonly size: string;
  readonly atLeast: string;
  readonly filesystem: 'ext4' | 'xfs';
  readonly mount: string;
  readonly options: readonly string[];
  readonly user: string;
  readonly group: string;
  readonly mode: string;
  readonly directories: readonly string[];
}

/** Names that LVM refuses or keeps for itself: lvm(8), "VALID NAMES" and "Reserved names". */
const NAME =
  '^(?!\\.{1,2}$)(?!snapshot|pvmove)' +
  '(?!.*_(?:cdata|cmeta|corig|cpool|cvol|iorig|mimage|mlog|pmspare|rimage|rmeta|tdata|tmeta|tpool|vdata|vorigin|vpool|wcorig))' +
  '[A-Za-z0-9_+.][A-Za-z0-9_+.-]{0,63}$';
const ABSOLUTE = '(?:[1-9][0-9]*(?:\\.[0-9]+)?|0\\.[0-9]*[1-9][0-9]*)(?:MiB|GiB|TiB)';
const PERCENT = '(?:100(?:\\.0+)?|[1-9][0-9]?(?:\\.[0-9]+)?|0\\.[0-9]*[1-9][0-9]*)%';

/** Name of a volume group or logical volume. */
export const lvmName = (description: string, given: { readonly default?: string } = {}) =>
  Type.String({
    ...given,
    pattern: NAME,
    description: `${description}; letters, digits and _ + . - as LVM allows them, not starting with -, snapshot or pvmove.`,
  });

/** A share of the volume group that is to stay free. */
export const percent = (description: string, given: { readonly default: string }) =>
  Type.String({ ...given, pattern: `^(?:0%|${PERCENT})$`, description: `${description}, such as 15%.` });

/** One logical volume with its file system and mount; what is given becomes the default. */
export const volume = (given: Partial<Given>) => {
  const or = <K extends keyof Given>(key: K, fallback?: Given[K]) => {
    const value = given[key] ?? fallback;
    return value === undefined ? {} : { default: value };
  };
  return Type.Object(
    {
      size: Type.String({
        ...or('size'),
        pattern: `^(?:${ABSOLUTE}|${PERCENT})$`,
        description: 'Size in MiB, GiB or TiB, or percent of the volume group: 512MiB, 1.5TiB, 17%.',
      }),
      atLeast: Type.String({
        ...or('atLeast', '128MiB'),
        pattern: `^${ABSOLUTE}$`,
        description: 'Least size, where a percentage comes to less: 128MiB.',
      }),
      filesystem: Type.Enum(['ext4', 'xfs'], { ...or('filesystem', 'ext4'), description: 'ext4 or xfs.' }),
      mount: plainPath('Mount point', or('mount')),
      options: mountOptions(or('options', STANDARD_OPTIONS)),
      user: accountName('Owner of what is mounted.', or('user', 'root')),
      group: accountName('Group of what is mounted.', or('group', 'root')),
      mode: fileMode('Mode of what is mounted', or('mode', '0750')),
      directories: directoryNames('Directories in it, owned like it.', or('directories', [])),
    },
    {
      additionalProperties: false,
      description: 'A logical volume with its file system and mount.',
      // A volume that names its mount point can do without being spelled out.
      ...(given.mount !== undefined && { default: {} }),
    },
  );
};

/** `nofail`, here and below: a missing disk must not keep the host from booting. */
const STANDARD_OPTIONS = ['noatime', 'nodev', 'nosuid', 'nofail'];

export type Volume = Static<ReturnType<typeof volume>>;

const service = (user: string, given: Partial<Given>) =>
  volume({ user, group: user, mount: `/var/lib/${user}`, directories: ['data', 'logs'], ...given });

const known = {
  lv_postgres: service('postgres', {
    size: '17%',
    mount: '/var/lib/postgresql',
    directories: ['data', 'logs', 'config'],
  }),
  lv_clickhouse: service('clickhouse', {
    size: '31%',
    options: ['noatime', 'nodev', 'nosuid', 'commit=5', 'nofail'],
    directories: ['data', 'logs', 'tmp'],
  }),
  lv_kafka: service('kafka', { size: '12%', atLeast: '320MiB', filesystem: 'xfs' }),
  lv_mongodb: service('mongodb', {
    size: '4%',
    atLeast: '320MiB',
    filesystem: 'xfs',
    directories: ['data', 'logs', 'config'],
  }),
  lv_redis: service('redis', { size: '1%' }),
  lv_docker: volume({
    size: '10%',
    atLeast: '256MiB',
    mount: '/var/lib/docker-jts',
    options: ['noatime', 'nofail'],
    group: 'docker',
    directories: ['volumes', 'containers', 'tmp'],
  }),
  lv_local_backup: volume({
    size: '7%',
    mount: '/data/local-backup',
    options: ['noatime', 'nodev', 'nosuid', 'noexec', 'nofail'],
    group: 'backup',
    mode: '0755',
    directories: ['daily', 'snapshots', 'staging'],
  }),
};

export const usualVolumes: readonly string[] = Object.keys(known);

/** Logical volumes by name: the seven of a JTS host, but for those that are set to null, and any others declared beside them. */
export const Volumes = Type.Unsafe<Readonly<Record<string, Volume>>>(
  Type.Object(Type.Partial(Type.Object(known)).properties, {
    additionalProperties: volume({}),
    propertyNames: lvmName('Name of a logical volume'),
    default: {},
    description: 'Logical volumes by name; null: jts leaves that one alone.',
  }),
);
