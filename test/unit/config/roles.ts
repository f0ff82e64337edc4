import type { TProperties } from 'typebox';
import Type from 'typebox';
import { DiskIdentity } from '../../../src/model/disk.ts';
import { defineRole, type Role } from '../../../src/model/role.ts';

interface Given {
  readonly vars?: TProperties;
  readonly after?: readonly string[];
  readonly parallelSafe?: boolean;
  readonly tier?: Role['tier'];
}

/** A role that only has a name, variables and a place in the order. */
export const role = (name: string, { vars = {}, after = [], parallelSafe = false, tier = 'hot' }: Given = {}): Role =>
  defineRole({ name, summary: '', tier, after, parallelSafe, vars: Type.Object(vars), desired: () => [] });

export const registryOf = (...roles: readonly Role[]): ReadonlyMap<string, Role> =>
  new Map(roles.map((each) => [each.name, each]));

const closed = { additionalProperties: false };

const Volume = Type.Object(
  {
    size: Type.String({ pattern: '^[0-9]+(%|MiB|GiB)$', description: 'a size such as 17% or 512MiB' }),
    filesystem: Type.Union([Type.Literal('ext4'), Type.Literal('xfs')], { default: 'ext4' }),
    mode: Type.String({ pattern: '^0[0-7]{3}$', default: '0750', description: 'a mode such as "0750"' }),
    options: Type.Array(Type.String(), { default: ['noatime'] }),
  },
  closed,
);

/** Variables like those of the hot tier. */
export const hot = Type.Object(
  {
    layout: Type.Union([Type.Literal('lvm'), Type.Literal('directory')], { default: 'lvm' }),
    vg: Type.String({ default: 'vg_jts' }),
    atLeast: Type.Integer({ minimum: 1, maximum: 512, default: 128 }),
    wanted: Type.Boolean({ default: true }),
    volumes: Type.Record(Type.String(), Volume, { default: { lv_redis: { size: '1%' }, lv_kafka: { size: '12%' } } }),
  },
  closed,
);

/** A role that declares `hot` and needs `disks.hot`. */
export const nvmeLvm = role('nvme-lvm', { vars: { disks: Type.Object({ hot: DiskIdentity }), hot } });
