import { inTurn } from './in-turn.ts';
import { sh } from './sh.ts';

/** Seconds to wait for another role's reload; one took 4 s on the slowest host seen. */
const RELOAD_WAIT = 60;

/** Bash that lets systemd read unit files, drop-ins and fstab again; does nothing where systemd does not run the host. */
export const reloadSystemd = inTurn(
  'systemd',
  RELOAD_WAIT,
  sh`[[ ! -d /run/systemd/system ]] || systemctl daemon-reload`,
);
