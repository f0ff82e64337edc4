#!/usr/bin/env bash
# Turns the freshly installed packages below <root> into a guest: configure.sh <root>, run by build.sh.
set -euo pipefail

root=$1
in_root() { SYSTEMD_OFFLINE=1 chroot "$root" "$@"; }

# The user network of qemu answers name queries here.
echo 'nameserver 10.0.2.3' >"$root/etc/resolv.conf"

in_root useradd --create-home --shell /bin/bash jts
in_root useradd --create-home --shell /bin/bash ops
install -d -m 700 "$root/root/.ssh"
for user in jts ops; do
  in_root install -d -m 700 -o "$user" -g "$user" "/home/$user/.ssh"
done
chmod 440 "$root"/etc/sudoers.d/{jts,ops}

in_root systemctl enable systemd-networkd.service jts-lab-identity.service
# An emulated boot takes half as long without these, and the timers would wake up in the middle of a test.
in_root systemctl mask getty@tty1.service serial-getty@ttyS0.service systemd-logind.service \
  systemd-networkd-wait-online.service systemd-network-generator.service systemd-pstore.service systemd-binfmt.service \
  systemd-update-utmp{,-runlevel}.service systemd-random-seed.service \
  proc-sys-fs-binfmt_misc.automount sys-kernel-{debug,tracing}.mount dev-{mqueue,hugepages}.mount \
  modprobe@{configfs,drm,efi_pstore,fuse,loop}.service \
  apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service

# Each boot, and each reload of systemd, starts all of these: a guest needs those for fstab and NFS.
install -d "$root/etc/systemd/system-generators"
for generator in "$root"/lib/systemd/system-generators/*; do
  [[ $generator == */@(systemd-fstab|rpc-pipefs)-generator ]] || ln -s /dev/null "$root/etc/systemd/system-generators/${generator##*/}"
done

# At each new block device a program looks whether it is an NFS, and at each login one makes a message of the day.
install -d "$root/etc/udev/rules.d"
ln -s /dev/null "$root/etc/udev/rules.d/99-nfs.rules"
sed -i '/pam_motd\.so/d' "$root/etc/pam.d/sshd"

# Packages that roles install must not spend a minute on an initrd that the lab never boots.
echo 'update_initramfs=no' >"$root/etc/initramfs-tools/update-initramfs.conf"

# A cached image holds no keys; guests get theirs from the lab. Power cuts need dpkg's usual syncs.
rm -f "$root"/etc/ssh/ssh_host_* "$root/etc/dpkg/dpkg.cfg.d/99mmdebstrap" "$root/etc/hostname"

# An emulated apt-get takes five seconds to go through 65,000 packages, so the lists name only what guests may need.
mapfile -t wanted < <(grep --no-filename -v '^#' "$(dirname "$(realpath "$0")")"/stock; echo nfs-kernel-server)
names=$root/tmp/names
{
  # shellcheck disable=SC2016 # dpkg-query expands it
  in_root dpkg-query --show --showformat '${Package}\n'
  in_root apt-cache depends --recurse --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances "${wanted[@]}"
} | sed -n 's/^[a-z0-9]/&/p' | sort -u >"$names"
for list in "$root"/var/lib/apt/lists/*_Packages; do
  awk -v names="$names" 'BEGIN { while ((getline name <names) > 0) wanted[name] = 1; RS = ""; ORS = "\n\n" } $2 in wanted' \
    "$list" >"$list.new"
  mv "$list.new" "$list"
done
rm "$names"
in_root apt-get clean
# apt-get clean drops these indexes too; made here, the first install in a guest need not make them.
in_root apt-cache gencaches

# Without these stamps the first boot rebuilds ld.so.cache, the hardware database and more.
touch "$root/etc/.updated" "$root/var/.updated"
