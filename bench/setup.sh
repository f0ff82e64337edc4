#!/usr/bin/env bash
# Installs the peers that jts is measured beside, where apt-get can; the benchmark leaves out what is missing, and says so.
set -euo pipefail

peers=(ansible ansible-mitogen)
dpkg-query --show "${peers[@]}" >/dev/null 2>&1 && exit 0

as_root=()
((EUID == 0)) || as_root=(sudo -n)
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y -o DPkg::Lock::Timeout=300 "${peers[@]}" >&2 ||
  printf 'Could not install %s; what is missing is left out.\n' "${peers[*]}" >&2
