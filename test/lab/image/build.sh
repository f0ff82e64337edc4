#!/usr/bin/env bash
# Builds the guests' images as root: build.sh <folder> leaves vmlinux, initrd, bare.ext4, stocked.ext4,
# nas.ext4, decoy.raw and warm.raw there.
set -euo pipefail

out=$(realpath "$1")
recipe=$(dirname "$(realpath "$0")")
root=$out/root
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# Where the machine's own bookworm packages come from, the guests' come from.
sources=$(apt-get indextargets --format "\$(RELEASE)|\$(ORIGIN)|deb [signed-by=$keyring] \$(REPO_URI) \$(RELEASE) \$(COMPONENT)" \
  'Created-By: Packages' | sed -n 's/^bookworm\(-updates\|-security\)\{0,1\}|Debian|//p' | sort -u)
if [[ -z $sources ]]; then
  echo 'no Debian bookworm in the apt sources of this machine (or apt-get update was never run)' >&2
  exit 69
fi

# shellcheck disable=SC2016 # "$1" is for the shell of mmdebstrap's hook
put_files='tar -C "$RECIPE/root" --owner=0 --group=0 --mode=u=rwX,go=rX -c . | tar -x -C "$1"'
# shellcheck disable=SC2016
configure='"$RECIPE/configure.sh" "$1"'
# No guest boots an initrd of Debian's, which takes twice ten seconds to make.
INITRD=No RECIPE=$recipe mmdebstrap --mode=root --variant=minbase --format=directory \
  --skip=cleanup/apt/lists,cleanup/apt/cache \
  --dpkgopt=force-unsafe-io \
  --include="$(grep -v '^#' "$recipe/packages" | paste -sd,)" \
  --setup-hook="$put_files" \
  --customize-hook="$configure" \
  bookworm "$root" - <<<"$sources"

# qemu also boots the bare ELF kernel; unpacking it here halves the emulated time to the first process.
unpack_kernel() {
  local file=$1 sectors start length
  sectors=$(number "$file" 497 1) start=$(number "$file" 584 4) length=$(number "$file" 588 4)
  dd if="$file" bs=1M iflag=skip_bytes,count_bytes skip=$((sectors * 512 + 512 + start)) count="$length" status=none |
    xz -dc --single-stream
}

# A little-endian number in the boot header of a kernel: number <file> <offset> <bytes>.
number() {
  od -An -tu"$3" -j"$2" -N"$3" "$1" | tr -d ' '
}

image() {
  mkfs.ext4 -q -i 32768 -E lazy_itable_init=0,lazy_journal_init=0 -d "$root" "$out/$1.ext4" 6G
}

unpack_kernel "$root"/boot/vmlinuz-* >"$out/vmlinux"
"$recipe/initrd.sh" "$root" >"$out/initrd"
add() {
  chroot "$root" apt-get install -y --no-install-recommends -o DPkg::Options::=--force-unsafe-io "$@"
  chroot "$root" apt-get clean
}

image bare

mapfile -t stock < <(grep -v '^#' "$recipe/stock")
add "${stock[@]}"
image stocked

tar -C "$recipe/nas" --owner=0 --group=0 --mode=u=rwX,go=rX -c . | tar -x -C "$root"
install -d -m 0777 "$root/volume1/cocodev"
add nfs-kernel-server
image nas
rm -rf "$root"

"$recipe/disks.sh" "$out"
