import type { Finisher } from '../model/resource.ts';
import { reloadSystemd } from '../shell/reload-systemd.ts';

/** Lets systemd read unit files, drop-ins and fstab again; not where systemd does not run the host. */
export const systemdReload: Finisher = {
  id: 'systemd-daemon-reload',
  run: reloadSystemd,
};
