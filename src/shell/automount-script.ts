import { escapeOctal } from '../model/octal.ts';
import { automountUnit, mountUnit } from '../model/unit-name.ts';
import {
  honestOptions,
  mountedAtFunction,
  prepareMountPoint,
  unmountScript,
  type MountToMake,
} from './mount-script.ts';
import { putFstabBlock } from './fstab-block.ts';
import { reloadSystemd } from './reload-systemd.ts';
import { sh, type Shell } from './sh.ts';

/** Seconds for a server to mount what it exports. */
const PROOF_DEADLINE = 60;

/** Bash that unmounts what is mounted on top of an automount point and takes that away too, never lazily. */
export const stopAutomount = (target: string): Shell => sh`
  ${mountedAtFunction}
  if mounted_at ${escapeOctal(target)}; then
  ${unmountScript(target)}
  fi
  if [[ -d /run/systemd/system ]] && systemctl --quiet is-active -- ${automountUnit(target)}; then
    systemctl stop -- ${automountUnit(target)}
  fi
`;

/**
 * Bash that gives a network file system an automount point: it is mounted by hand first to prove that the server lets it,
 * then its line goes into /etc/fstab, and then the proof is that systemd mounts it when it is looked into.
 */
export const automountScript = ({ source, target, type, options }: MountToMake, line: string): Shell => sh`
  source=${source} target=${target}
  die() { printf '%s\n' "$1" >&2; exit 1; }
  ${stopAutomount(target)}
  ${prepareMountPoint}
  # Without retry=0, mount.nfs tries for two minutes on its own.
  said=$(timeout -k 5 ${PROOF_DEADLINE} mount -t ${type} -o ${`${honestOptions(options)},retry=0`} -- "$source" "$target" 2>&1) || {
    status=$?
    [[ $status -lt 124 ]] || said='no answer within ${PROOF_DEADLINE} s'
    die "$source cannot be mounted: \${said:-mount ended with status $status}"
  }
  mounted_at ${escapeOctal(target)} || die "$source was mounted without an error, and is not at $target"
  if [[ -d /run/systemd/system ]]; then timeout -k 5 ${PROOF_DEADLINE} umount -- "$target"; fi
  ${putFstabBlock(target, line)}
  ${reloadSystemd}
  if [[ -d /run/systemd/system ]]; then
    systemctl start -- ${automountUnit(target)}
    timeout -k 5 ${PROOF_DEADLINE} stat -- "$target/." >/dev/null || :
    mounted_at ${escapeOctal(target)} ||
      die ${`${source} can be mounted by hand, but systemd does not: journalctl -u ${mountUnit(target)}`}
  fi
`;
