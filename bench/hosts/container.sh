#!/usr/bin/env bash
# Boots Debian with systemd and sshd in namespaces of its own, and stays until it ends:
# container.sh <name> <address> <image> <folder>. <image> is the mounted root file system of a guest of the lab, <folder>
# what common.sh has prepared. The network is this machine's; sshd listens on <address>.
set -euo pipefail

group=/sys/fs/cgroup/systemd/jts-bench/$1
mkdir -p "$group"
echo $$ >"$group/cgroup.procs"

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
  mount -t tmpfs tmpfs sys/fs/cgroup
  mkdir sys/fs/cgroup/systemd
  mount -t cgroup -o none,name=systemd cgroup sys/fs/cgroup/systemd
  mount -t tmpfs -o mode=755 tmpfs run
  mount --bind "$folder/common/dev" dev
  mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts

  echo "$name" >proc/sys/kernel/hostname
  echo "$name" >etc/hostname
  echo "127.0.0.1 localhost $name" >etc/hosts
  # The log tells how many programs were started over a connection.
  echo "SSHD_OPTS='-E /run/sshd.log -o ListenAddress=$address'" >etc/default/ssh

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
