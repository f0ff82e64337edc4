import { Type, type Static } from 'jts';
import { Disks, Hot } from '../nvme-lvm/vars.ts';

/**
 * A service unit by name. Not those without which nobody gets into the host: a service that requires a mount does not start
 * while the disk is missing, and is stopped when the mount is rolled back.
 */
const service = Type.String({
  pattern:
    '^(?!(?:ssh|sshd|dbus|systemd|networking|NetworkManager|getty|serial-getty|cron)(?:[-@.]|$))[A-Za-z0-9:_.\\-]+@?\\.service$',
  description: 'Name of a service unit; name@.service means all its instances.',
});

const services = (...usual: readonly string[]) =>
  Type.Array(service, {
    default: [...usual],
    uniqueItems: true,
    description: 'Services that keep data on the volume.',
  });

/** Which services wait for the mount of which volume; those that a host does not have are passed over. */
export const Services = Type.Unsafe<Readonly<Record<string, readonly string[]>>>(
  Type.Object(
    {
      lv_postgres: services('postgresql.service', 'postgresql@.service'),
      lv_clickhouse: services('clickhouse-server.service'),
      lv_kafka: services('kafka.service'),
      lv_mongodb: services('mongod.service'),
      lv_redis: services('redis-server.service'),
    },
    {
      additionalProperties: services(),
      default: {},
      description:
        'Services that do not start without a volume, by volume; those that a host does not have are passed over.',
    },
  ),
);

export const Vars = Type.Object({ disks: Disks, hot: Hot, services: Services });

export type Vars = Static<typeof Vars>;
