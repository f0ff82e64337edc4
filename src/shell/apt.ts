import { inTurn } from './in-turn.ts';
import { lines, sh, type Shell } from './sh.ts';

/** Where a host keeps, a file per set of packages, what was installed with it. */
const RECORDS = '/var/lib/jts/packages';

/** Seconds to wait for another role that installs packages; under emulation one took 60. */
const APT_WAIT = 600;

/** Bash that defines `installed`: the names of all installed packages, sorted. */
const installedFunction = sh`
  installed() {
    dpkg-query --show --showformat '\${db:Status-Status} \${Package}\n' | sed -n 's/^installed //p' | sort
  }
`;

/** Bash that installs packages with apt-get, in turn with other roles, and adds to the record of `id` whatever is new afterwards. */
export const installPackages = (names: readonly string[], id: string): Shell =>
  inTurn('apt', APT_WAIT, install(names, id));

const install = (names: readonly string[], id: string): Shell => sh`
  ${installedFunction}
  get() {
    DEBIAN_FRONTEND=noninteractive apt-get --quiet --yes -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=60 "$@"
  }
  install() {
    get install --no-install-recommends -- ${names}
  }
  command install --directory --mode=0755 -- ${RECORDS}
  before=$(installed)
  status=0
  # The package lists are fetched only where they are missing or too old to find the packages.
  install || { get update && install; } || status=$?
  comm -13 <(echo "$before") <(installed) >>${`${RECORDS}/${id}`}
  exit "$status"
`;

/** Bash commands that print what still needs a package, where removing it could cost a host its data or its next boot. */
const STILL_NEEDED: Readonly<Record<string, Shell>> = {
  lvm2: sh`lvm pvs --noheadings --options pv_name,vg_name`,
  xfsprogs: sh`lsblk --noheadings --raw --output PATH,FSTYPE | grep ' xfs$' || :`,
  'btrfs-progs': sh`lsblk --noheadings --raw --output PATH,FSTYPE | grep ' btrfs$' || :`,
  'nfs-common': sh`
    findmnt --noheadings --raw --types nfs,nfs4 --output TARGET || :
    findmnt --noheadings --raw --fstab --types nfs,nfs4 --output TARGET || :
  `,
  e2fsprogs: sh`lsblk --noheadings --raw --output PATH,FSTYPE | grep ' ext[234]$' || :`,
};

const keepNeeded = (name: string): Shell => sh`
  needed=$(${STILL_NEEDED[name] ?? sh`:`})
  if [[ -n $needed ]]; then
    echo ${`${name} stays, since it is still needed for:`} "$needed" >&2
    exit 1
  fi
`;

const purge = (names: readonly string[]): Shell => (names.length === 0 ? sh`:` : sh`dpkg --purge -- ${names}`);

/**
 * Bash that removes packages, and of what the record of `id` says was installed with them whatever nobody needs and
 * nobody has asked for since; dpkg, unlike apt-get, never takes along what depends on a package. Configuration goes too,
 * except of `leftovers`, where it was there before.
 */
export const removePackages = (names: readonly string[], leftovers: readonly string[], id: string): Shell =>
  inTurn('apt', APT_WAIT, remove(names, leftovers, id));

const remove = (names: readonly string[], leftovers: readonly string[], id: string): Shell => sh`
  ${installedFunction}
  ${lines(names.map(keepNeeded))}
  record=${`${RECORDS}/${id}`}
  touch -- "$record"
  mapfile -t companions < <(comm -12 <(sort -u -- "$record") <(installed) | grep --invert-match --line-regexp ${names.flatMap((name) => ['-e', name])})
  dpkg --remove -- ${names}
  ${purge(names.filter((name) => !leftovers.includes(name)))}
  if [[ \${#companions[@]} -gt 0 ]]; then
    mapfile -t companions < <(apt-mark showauto -- "\${companions[@]}")
  fi
  # One may need another, so they are tried until none goes any more.
  going=yes
  while [[ $going == yes ]]; do
    going=no
    for companion in "\${!companions[@]}"; do
      if dpkg --purge -- "\${companions[companion]}" 2>/dev/null; then
        unset "companions[$companion]"
        going=yes
      fi
    done
  done
  rm -- "$record"
`;
