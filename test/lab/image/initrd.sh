#!/usr/bin/env bash
# Writes an initrd to stdout that does nothing but mount /dev/vda and go on there: initrd.sh <root>.
# Debian's own looks for disks with udev, which is a fifth of an emulated boot.
set -euo pipefail

root=$(realpath "$1")
initrd=$(mktemp -d -p "$root/tmp")
trap 'rm -rf "$initrd"' EXIT
kernel=$(basename "$root"/lib/modules/*)

mkdir "$initrd"/{dev,root,modules}
cp "$root/bin/busybox" "$initrd/busybox"
cp "$(dirname "$(realpath "$0")")/init" "$initrd/init"
number=100
for module in virtio_pci virtio_blk crc32c_generic ext4; do
  while read -r _ file; do
    [[ -n $(find "$initrd/modules" -name "*-${file##*/}") ]] || cp "$root$file" "$initrd/modules/$((number++))-${file##*/}"
  done < <(chroot "$root" modprobe --set-version "$kernel" --show-depends "$module" | grep '^insmod ')
done
# shellcheck disable=SC2016 # "$1" is for the shell in the root
chroot "$root" sh -c 'cd "$1" && find . -mindepth 1 | cpio --quiet --create --format=newc --owner=0:0' sh "${initrd#"$root"}"
