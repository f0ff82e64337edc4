#!/usr/bin/env bash
# Boots Debian with systemd and sshd in namespaces of its own, and stays until it ends:
# container.sh <name> <address> <image> <folder>. <image> is the mounted root file system of a guest of the lab, <folder>
# holds `id.pub`, whose owner may log in as jts, and `host_key`. The network is this machine's; sshd listens on <address>.
set -euo pipefail

group=/sys/fs/cgroup/systemd/jts-bench/$1
mkdir -p "$group"
echo $$ >"$group/cgroup.procs"

# What runs in the new namespaces, before systemd takes its place.
inside() {
  local name=$1 address=$2 image=$3 folder=$4 device unit
  mount -t tmpfs -o size=64m,mode=755 tmpfs "$folder/$name"
  mkdir "$folder/$name"/{upper,work,root}
  mount -t overlay -o "lowerdir=$image,upperdir=$folder/$name/upper,workdir=$folder/$name/work" overlay "$folder/$name/root"
  cd "$folder/$name/root"

  mount -t proc proc proc
  mount -t sysfs -o ro sysfs sys
  mount -t tmpfs tmpfs sys/fs/cgroup
  mkdir sys/fs/cgroup/systemd
  mount -t cgroup -o none,name=systemd cgroup sys/fs/cgroup/systemd
  mount -t tmpfs -o mode=755 tmpfs run
  mount -t tmpfs -o mode=755 tmpfs dev
  for device in null zero full random urandom tty; do
    touch "dev/$device"
    mount --bind "/dev/$device" "dev/$device"
  done
  mkdir dev/pts dev/shm
  mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
  ln -s pts/ptmx dev/ptmx
  ln -s /proc/self/fd dev/fd

  hostname "$name"
  echo "$name" >etc/hostname
  echo "127.0.0.1 localhost $name" >etc/hosts
  : >etc/fstab
  install -m 600 -- "$folder/host_key" etc/ssh/host_key
  install -m 644 -- "$folder/id.pub" etc/ssh/authorized_key
  # The log tells how many programs were started over a connection.
  echo 'SSHD_OPTS="-E /run/sshd.log"' >etc/default/ssh
  cat >etc/ssh/sshd_config <<END
ListenAddress $address
Port 2022
HostKey /etc/ssh/host_key
AuthorizedKeysFile /etc/ssh/authorized_key
PasswordAuthentication no
UsePAM yes
LogLevel VERBOSE
Subsystem sftp /usr/lib/openssh/sftp-server
END

  # Nothing but sshd and what it stands on: the kernel, the disks and the network are another's.
  rm -f -- etc/systemd/system/*.wants/*
  for unit in systemd-{udevd,udev-trigger,networkd,random-seed,sysctl,modules-load,journald,journal-flush,user-sessions}.service \
    systemd-{journald,journald-dev-log,journald-audit,udevd-kernel,udevd-control,networkd}.socket; do
    ln -sf /dev/null "etc/systemd/system/$unit"
  done
  # Users may log in as soon as sshd listens.
  ln -s /dev/null etc/tmpfiles.d/systemd-nologin.conf
  ln -sf /lib/systemd/system/multi-user.target etc/systemd/system/default.target
  ln -sf /lib/systemd/system/ssh.service etc/systemd/system/multi-user.target.wants/ssh.service

  mkdir -p old
  pivot_root . old
  cd /
  umount -l old
  exec env -i container=jts-bench PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    /lib/systemd/systemd --log-target=null </dev/null >/run/console 2>&1
}

mkdir -p "$4/$1"
export -f inside
exec unshare --mount --pid --fork --kill-child --uts --ipc --cgroup bash -euo pipefail -c 'inside "$@"' inside "$@"
