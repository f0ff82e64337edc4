/** The device of a logical volume; device-mapper doubles the hyphens within names, so that single ones separate. */
export const mapperPath = (vg: string, lv: string): string =>
  `/dev/mapper/${vg.replaceAll('-', '--')}-${lv.replaceAll('-', '--')}`;

/** The other path of a logical volume's device, `/dev/<vg>/<lv>`; `undefined` for any other device. */
export const volumePath = (device: string): string | undefined => {
  const [, vg, lv] = /^\/dev\/mapper\/((?:[^-]|--)+)-((?:[^-]|--)+)$/.exec(device) ?? [];
  if (vg === undefined || lv === undefined) return undefined;
  return `/dev/${vg.replaceAll('--', '-')}/${lv.replaceAll('--', '-')}`;
};
