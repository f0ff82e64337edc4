export { default as Type } from 'typebox';
export type { Static, TSchema } from 'typebox';
export { defineRole, type Role, type RoleFiles, type Tier } from './model/role.ts';
export {
  change,
  defineKind,
  fine,
  later,
  refuse,
  unreadable,
  type Change,
  type Json,
  type Kind,
  type KindOf,
  type PlanContext,
  type Ref,
  type Resource,
  type Verdict,
} from './model/resource.ts';
export { ABSENT_STATUS, Facts, need, type Fact, type Need, type Reading } from './model/fact.ts';
export { expectEqual, skipped, type ActiveCheck, type Check, type CheckOutcome } from './model/check.ts';
export { DiskIdentity, type DeclaredDisk } from './model/disk.ts';
export { accountName, directoryNames, fileMode, mountOptions, plainPath, timeSpan } from './model/var-types.ts';
export { checkFileName } from './checks/check-file.ts';
export { nextRunCheck } from './checks/next-run.ts';
export { writeCheck } from './checks/write.ts';
export { lines, sh, Shell } from './shell/sh.ts';
export { mapperPath } from './model/device-mapper.ts';
export type { VolumeSize } from './model/extents.ts';
export { systemPackages } from './resources/package.ts';
export { physicalVolume } from './resources/physical-volume.ts';
export { volumeGroup } from './resources/volume-group.ts';
export { logicalVolume } from './resources/logical-volume.ts';
export { filesystem } from './resources/filesystem.ts';
export { directory } from './resources/directory.ts';
export { account } from './resources/account.ts';
export { dropIn } from './resources/drop-in.ts';
export { file } from './resources/file.ts';
export { group } from './resources/group.ts';
export { btrfs } from './resources/btrfs.ts';
export { mount } from './resources/mount.ts';
export { networkMount } from './resources/network-mount.ts';
export { sysctl } from './resources/sysctl.ts';
export { ioScheduler, schedulerRule, type DesiredScheduler } from './resources/io-scheduler.ts';
export { udevRules } from './resources/udev-rules.ts';
export { unit } from './resources/unit.ts';
export { unitFile } from './resources/unit-file.ts';
export { ancestors } from './model/path.ts';
export { mountUnit } from './model/unit-name.ts';
