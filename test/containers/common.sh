#!/usr/bin/env bash
# Lays over the image what all hosts of a benchmark have in common, so that starting one takes few processes:
# common.sh <image> <folder>. It is left in <folder>/common: `upper`, a layer for an overlay, and `dev`, a /dev.
# <image> is the mounted root file system of a guest of the lab; <folder> holds `id.pub`, whose owner may log in as jts, and
# `host_key`.
set -euo pipefail
image=$1 folder=$2

mkdir "$folder/common"
mount -t tmpfs -o mode=755 tmpfs "$folder/common"
cd "$folder/common"
mkdir upper work root dev dev/pts dev/shm

cp --archive /dev/{null,zero,full,random,urandom,tty} dev
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd

mount -t overlay -o "lowerdir=$image,upperdir=upper,workdir=work" overlay root
: >root/etc/fstab
install -m 600 -- "$folder/host_key" root/etc/ssh/host_key
install -m 644 -- "$folder/id.pub" root/etc/ssh/authorized_key
cat >root/etc/ssh/sshd_config <<EOF
Port 2022
HostKey /etc/ssh/host_key
AuthorizedKeysFile /etc/ssh/authorized_key
PasswordAuthentication no
UsePAM yes
LogLevel VERBOSE
Subsystem sftp /usr/lib/openssh/sftp-server
EOF

# Nothing but sshd and what it stands on: the kernel, the disks and the network are another's.
cd root/etc/systemd/system
rm -f -- ./*.wants/*
for unit in systemd-{udevd,udev-trigger,networkd,random-seed,sysctl,modules-load,journald,journal-flush,user-sessions}.service \
  systemd-{remount-fs,tmpfiles-setup-dev,update-utmp,update-utmp-runlevel}.service modprobe@.service \
  systemd-{journald,journald-dev-log,journald-audit,udevd-kernel,udevd-control,networkd}.socket sys-fs-fuse-connections.mount; do
  ln -sf /dev/null "$unit"
done
mkdir -p ../system-generators
for generator in "$image"/lib/systemd/system-generators/*; do ln -sf /dev/null "../system-generators/${generator##*/}"; done
# Users may log in as soon as sshd listens.
ln -s /dev/null "$folder/common/root/etc/tmpfiles.d/systemd-nologin.conf"
ln -sf /lib/systemd/system/multi-user.target default.target
mkdir -p multi-user.target.wants
ln -sf /lib/systemd/system/ssh.service multi-user.target.wants/ssh.service
cd "$folder"
umount common/root
