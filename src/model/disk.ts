import Type, { type Static } from 'typebox';

/** Which disk or partition is meant: by a name that survives reboots, never by a kernel name such as /dev/nvme0n1. */
export const DiskIdentity = Type.Object(
  {
    id: Type.Optional(
      Type.String({
        pattern: '^/dev/disk/by-(id|partuuid)/[^/\\0\\s]+$',
        description: 'Path below /dev/disk/by-id or /dev/disk/by-partuuid.',
      }),
    ),
    serial: Type.Optional(
      Type.String({ pattern: '^[!-~]{1,64}$', description: 'Serial number of the whole disk, as lsblk prints it.' }),
    ),
    wwn: Type.Optional(Type.String({ pattern: '^[!-~]{1,64}$', description: 'World wide name, as lsblk prints it.' })),
    partition: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 128,
        description: 'Number of a partition of that disk; none: the whole disk.',
      }),
    ),
    size: Type.Optional(
      Type.Integer({ minimum: 1, description: 'Expected size in bytes; more than 1 % off is refused.' }),
    ),
  },
  { additionalProperties: false, minProperties: 1, description: 'A disk or partition, by lasting names only.' },
);

export type DiskIdentity = Static<typeof DiskIdentity>;

/** A disk or partition that an inventory means. */
export interface DeclaredDisk {
  /** The variable that declares it, for messages: `disks.hot`. */
  readonly variable: string;
  readonly identity: DiskIdentity | undefined;
}
