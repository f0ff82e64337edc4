import { lines, sh, type Shell } from 'jts';
import { placesOf } from '../db-mounts/places.ts';
import type { Vars } from './vars.ts';

/** Where logs of the hot tier are, unless the variables say so. */
const logSources = ({ hot, tiering }: Vars): readonly string[] =>
  tiering.logs.sources ??
  placesOf(hot)
    .filter(({ directories }) => directories.includes('logs'))
    .map(({ path }) => `${path}/logs`);

/** Mounts of the hot tier; in layout `directory` there is none of its own. */
export const hotMounts = ({ hot }: Vars): readonly string[] =>
  hot.layout === 'lvm' ? placesOf(hot).map(({ path }) => path) : [];

/** Volumes with a snapshot that the hot tier has. */
const snapshots = ({ hot, tiering }: Vars): readonly string[] =>
  hot.layout === 'lvm' ? Object.entries(tiering.backups.snapshots).map(([name, size]) => `${name}:${size}`) : [];

const settings = (vars: Vars): readonly Shell[] => {
  const { hot, warm, cold, tiering } = vars;
  const { logs, backups, archive, health, performance } = tiering;
  return [
    sh`HOT_VG=${hot.vg}`,
    sh`HOT_MOUNTS=(${hotMounts(vars)})`,
    sh`WARM=${warm.mount}`,
    sh`COLD_MOUNT=${cold.mount}`,
    sh`COLD=${`${cold.mount}/${cold.root}`}`,
    sh`LOG_SOURCES=(${logSources(vars)})`,
    sh`LOG_AGE_DAYS=${logs.ageDays}`,
    sh`LOG_KEEP_DAYS=${logs.keepDays}`,
    sh`SNAPSHOTS=(${snapshots(vars)})`,
    sh`BACKUP_KEEP=${backups.keep}`,
    sh`BACKUP_KEEP_DAYS=${backups.keepDays}`,
    sh`BACKUP_AGE_DAYS=${backups.ageDays}`,
    sh`TEMP_KEEP_DAYS=${tiering.temporaryKeepDays}`,
    sh`DOCKER_KEEP_DAYS=${tiering.dockerKeepDays}`,
    sh`ARCHIVE_KEEP_DAYS=${archive.keepDays}`,
    sh`CONFIGS=(${archive.configs})`,
    sh`DEVELOPMENT=(${archive.development})`,
    sh`MAX_DELETE=${archive.maxDelete}`,
    sh`WARNING=${health.warning}`,
    sh`CRITICAL=${health.critical}`,
    sh`NETWORK_TIMEOUT=${tiering.networkTimeout}`,
    sh`WEBHOOK=${tiering.webhook ?? ''}`,
    sh`PERF_SIZE=${performance.size}`,
    sh`PERF_SECONDS=${performance.seconds}`,
  ];
};

/** The text of /etc/jts/tiering.conf, which the scripts read as bash. */
export const tieringConf = (vars: Vars): string =>
  `# Written by jts: change the variables in the inventory, not this file.\n${lines(settings(vars)).text}\n`;
