import { Type, type Static } from 'jts';

/** Dots part the names; none that is empty, and nothing else that a path could be made of. */
const KEY = '^[a-z][a-z0-9_]*(?:\\.[A-Za-z0-9_-]+)+$';

const value = (usual?: number) =>
  Type.Union([Type.Integer(), Type.String({ pattern: '^[!-~]+(?:[ \\t]+[!-~]+)*$' })], {
    ...(usual !== undefined && { default: usual }),
    description: 'A whole number, or words in one line: "4096 131072 6291456".',
  });

/** Settings of the kernel by key: those of a JTS host, but for those that are set to null, and any others beside them. */
const Sysctl = Type.Unsafe<Readonly<Record<string, number | string>>>(
  Type.Object(
    {
      'net.core.rmem_default': Type.Optional(value(262_144)),
      'net.core.wmem_default': Type.Optional(value(262_144)),
      'net.core.rmem_max': Type.Optional(value(16_777_216)),
      'net.core.wmem_max': Type.Optional(value(16_777_216)),
    },
    {
      additionalProperties: value(),
      propertyNames: Type.String({ pattern: KEY, description: 'Key of a setting, with dots: net.core.rmem_max.' }),
      default: {},
      description: 'Settings of the kernel by key; null: jts leaves that one alone.',
    },
  ),
);

const scheduler = (usual: 'none' | 'mq-deadline', disks: string) =>
  Type.Enum(['none', 'mq-deadline', 'bfq', 'kyber', 'keep'], {
    default: usual,
    description: `I/O scheduler of ${disks}; keep: jts leaves them alone.`,
  });

export const Vars = Type.Object({
  tuning: Type.Object(
    {
      scheduler: Type.Object(
        {
          nvme: scheduler('none', 'NVMe disks'),
          rotating: scheduler('mq-deadline', 'rotating disks (sd*)'),
        },
        { additionalProperties: false, default: {}, description: 'I/O schedulers by kind of disk.' },
      ),
      sysctl: Sysctl,
    },
    { additionalProperties: false, default: {}, description: 'Settings of the kernel for speed.' },
  ),
});

export type Vars = Static<typeof Vars>;
