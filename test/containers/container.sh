#!/usr/bin/env bash
# Boots Debian with systemd and sshd in namespaces of its own, and stays until it ends:
# container.sh <name> <address> <image> <folder> <group>. <image> is the mounted root file system of a guest of the lab,
# <folder> what common.sh has prepared, <group> a cgroup of version 2 of its own. The network is this machine's; sshd listens
# on <address>.
set -euo pipefail

echo $$ >"$5/cgroup.procs"

# What runs in the new namespaces, before systemd takes its place.
inside() {
  local name=$1 address=$2 image=$3 folder=$4
  mount -t tmpfs -o size=64m,mode=755 tmpfs "$folder/$name"
  mkdir "$folder/$name"/{upper,work,root}
  mount -t overlay overlay "$folder/$name/root" \
    -o "lowerdir=$folder/common/upper:$image,upperdir=$folder/$name/upper,workdir=$folder/$name/work"
  cd "$folder/$name/root"

  mount -t proc proc proc
  mount -t sysfs -o ro sysfs sys
  # Its root is the group of this host, as it is mounted in the host's own cgroup namespace.
  mount -t cgroup2 cgroup2 sys/fs/cgroup
  mount -t tmpfs -o size=64m,mode=755 tmpfs run
  mount --bind "$folder/common/dev" dev
  mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts

  echo "$name" >proc/sys/kernel/hostname
  echo "$name" >etc/hostname
  echo "127.0.0.1 localhost $name" >etc/hosts
  # The log tells how many programs were started over a connection.
  echo "SSHD_OPTS='-E /run/sshd.log -o ListenAddress=$address'" >etc/default/ssh

  # The kernel is this machine's: nothing that a host does may set it.
  mount --bind proc/sys proc/sys
  mount -o remount,bind,ro proc/sys
  [[ ! -e proc/sysrq-trigger ]] || mount --bind dev/null proc/sysrq-trigger

  mkdir -p old
  pivot_root . old
  cd /
  umount -l old
  exec env -i container=jts PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    setpriv --bounding-set=-sys_time,-sys_module,-sys_rawio,-mknod -- \
    /lib/systemd/systemd --log-target=null
}

mkdir -p "$4/$1"
export -f inside
exec unshare --mount --pid --fork --kill-child --uts --ipc --cgroup \
  bash -euo pipefail -c 'inside "$@"' inside "$@" </dev/null >"$4/$1.console" 2>&1
