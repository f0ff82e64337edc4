import type { DiskIdentity } from '../../../src/model/disk.ts';

/** Bytes of a disk whose size nobody declared. */
const USUAL_SIZE = 4_000_787_030_016;

/** The kernel names of a disk and of the device on it that is declared. */
const namesOf = ({ partition }: DiskIdentity, number: number) => {
  const disk = `nvme${number}n1`;
  return { disk, device: partition === undefined ? disk : `${disk}p${partition}` };
};

const blockDevice = (name: string, type: 'disk' | 'part', { serial, wwn, size }: DiskIdentity) => ({
  ...{ name, kname: name, path: `/dev/${name}`, type, size: size ?? USUAL_SIZE, ro: false, model: null },
  ...{ serial: type === 'disk' ? serial : null, wwn: type === 'disk' ? wwn : null },
  ...{ parttype: null, mountpoints: [null] },
});

/** What the probe of disks prints where the declared ones are there. */
export const lsblk = (identities: readonly DiskIdentity[]): string => {
  const devices = identities.map((identity, number) => {
    const { disk, device } = namesOf(identity, number);
    const children = device === disk ? {} : { children: [blockDevice(device, 'part', identity)] };
    return { ...blockDevice(disk, 'disk', identity), ...children };
  });
  const links = identities.flatMap((identity, number) =>
    identity.id === undefined ? [] : [`link ../../${namesOf(identity, number).device} ${identity.id}\n`],
  );
  return `${JSON.stringify({ blockdevices: devices })}\nend of lsblk\n${links.join('')}`;
};

/** What the probe of signatures prints where nothing is written on the declared disks. */
export const wipefs = (identities: readonly DiskIdentity[]): string => {
  const devices = identities.map((identity, number) => {
    const { disk, device } = namesOf(identity, number);
    return device === disk ? `device ${disk}\n` : `device ${disk}\ndevice ${device}\n`;
  });
  return `${devices.join('')}{"signatures": []}\nend of wipefs\n`;
};
