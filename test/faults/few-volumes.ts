import { SOAK } from '../chance.ts';

const LEFT_OUT = ['lv_clickhouse', 'lv_mongodb', 'lv_local_backup', 'lv_postgres'];

/** Words that leave the hot tier two volumes with ext4 and one with XFS, so that an emulated host is provisioned in half the time; in a soak it has all seven. */
export const FEW_VOLUMES: readonly string[] = SOAK
  ? []
  : LEFT_OUT.flatMap((name) => ['-e', `hot.volumes.${name}=null`]);
