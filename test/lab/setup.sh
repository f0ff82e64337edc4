#!/usr/bin/env bash
# Installs what the lab and the tests need and this machine lacks. Quick when nothing is missing;
# exits 69, saying what to install, where it cannot do so itself.
set -euo pipefail

# program|package that has it|what it is for
needs='qemu-system-x86_64|qemu-system-x86|runs the hosts of the lab
qemu-img|qemu-utils|makes the disks of the hosts
mmdebstrap|mmdebstrap|builds the image of the hosts
mkfs.ext4|e2fsprogs|makes the file systems of the image and of the used disks
sfdisk|fdisk|partitions the used disks
xz|xz-utils|unpacks the kernel of the hosts
flock|util-linux|keeps two labs out of each other'\''s way
ssh|openssh-client|logs in to the hosts
sshd|openssh-server|the server of the contract tests; its daemon is not started
shellcheck|shellcheck|checks every script in the tests'

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# sbin is not on the path of every user.
PATH=$PATH:/usr/sbin:/sbin

fail() {
  printf 'error: %s\n' "$@" >&2
  exit 69
}

missing_packages() {
  local program package purpose
  while IFS='|' read -r program package purpose; do
    command -v "$program" >/dev/null && continue
    printf 'missing: %s – %s\n' "$package" "$purpose" >&2
    echo "$package"
  done <<<"$needs"
}

install_packages() {
  local as_root=() policy=/usr/sbin/policy-rc.d
  ((EUID == 0)) || as_root=(sudo -n)
  command -v apt-get >/dev/null || fail "no apt-get here; install what these Debian packages hold: $*"
  "${as_root[@]}" true 2>/dev/null || fail "neither root nor sudo without a password; run: apt-get install $*"
  # Without it the package starts an SSH server on this machine.
  if [[ ! -e $policy ]]; then
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
    "${as_root[@]}" chmod 755 "$policy"
    # shellcheck disable=SC2064 # the values of now are meant
    trap "${as_root[*]} rm -f $policy" EXIT
  fi
  "${as_root[@]}" apt-get update -q
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends -o DPkg::Lock::Timeout=300 "$@" ||
    fail "apt-get failed; run: apt-get install $*"
  if [[ " $* " == *' openssh-server '* && -d /run/systemd/system ]]; then
    "${as_root[@]}" systemctl disable --quiet ssh.service
  fi
}

mapfile -t packages < <(missing_packages)
if ((${#packages[@]} > 0)); then
  install_packages "${packages[@]}"
fi

command -v npm >/dev/null || fail 'no npm here; install Node.js 20.19 or later'
if [[ package-lock.json -nt node_modules/.package-lock.json ]]; then
  echo 'missing: npm packages of package-lock.json' >&2
  npm ci --no-audit --no-fund
fi
