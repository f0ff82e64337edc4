import {
  defineRole,
  directory,
  filesystem,
  logicalVolume,
  physicalVolume,
  systemPackages,
  volumeGroup,
  type Resource,
} from 'jts';
import { Vars, volumeDevice, wantedVolumes, type NamedVolume } from './vars.ts';

/** The commands that the role's scripts need, by the packages of Debian that bring them. */
const packagesFor = (volumes: readonly NamedVolume[]) => {
  const uses = (type: NamedVolume['filesystem']) => volumes.some(({ filesystem }) => filesystem === type);
  return [
    { name: 'lvm2', command: 'lvm' },
    { name: 'fdisk', command: 'sfdisk' },
    ...(uses('ext4') ? [{ name: 'e2fsprogs', command: 'mkfs.ext4' }] : []),
    ...(uses('xfs') ? [{ name: 'xfsprogs', command: 'mkfs.xfs' }] : []),
  ];
};

const onVolumeGroup = ({ disks, hot }: Vars): readonly Resource[] => {
  const volumes = wantedVolumes(hot);
  const disk = { variable: 'disks.hot', identity: disks.hot };
  const { vg, reserve } = hot;
  return [
    systemPackages({ packages: packagesFor(volumes), dataOn: disk }),
    physicalVolume({ disk, vg }),
    volumeGroup({ name: vg, disk, reserve, volumes }),
    ...volumes.flatMap((volume) => [
      logicalVolume({ vg, disk, volume }),
      filesystem({
        device: volumeDevice(hot, volume),
        type: volume.filesystem,
        on: logicalVolume.ref(`${vg}/${volume.name}`),
      }),
    ]),
  ];
};

export default defineRole({
  name: 'nvme-lvm',
  summary: 'Volume group, logical volumes and file systems of the hot tier on an NVMe disk.',
  tier: 'hot',
  after: [],
  parallelSafe: false,
  vars: Vars,
  desired: (vars) =>
    vars.hot.layout === 'lvm'
      ? onVolumeGroup(vars)
      : [directory({ path: vars.hot.root, owner: 'root', group: 'root', mode: '0755', parents: true })],
});
