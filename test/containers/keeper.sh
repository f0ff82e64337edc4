#!/usr/bin/env bash
# Keeps hosts in namespaces for a process of this machine, and takes all of them away when that ends, however it does:
# keeper.sh <image> <folder>. <image> is the file of a system disk of the lab; <folder> holds `id.pub`, whose owner may log in
# as jts, and `host_key`. It reads `start <name> <address>` and `stop <name>`, answers with `<name> <process>` and
# `<name> stopped`, and first of all, once hosts can be started, with `ready`. It expects a mount namespace of its own.
set -euo pipefail
image=$1 folder=$2
here=$(dirname "$(realpath "$0")")
declare -A processes=()
# A mount of its own is the same on machines that have cgroups of both versions and on those that have only the second.
groups=$folder/cgroup
group=

# A cgroup only goes once the last process in it has gone, which those of a killed host do in their own time.
remove_group() {
  local deadline=$((SECONDS + 10))
  while ((SECONDS < deadline)); do
    find "$1" -depth -type d -exec rmdir {} + 2>/dev/null || :
    [[ -d $1 ]] || return 0
    sleep 0.05
  done
  echo "$1 has processes in it that do not end" >&2
}

stop() {
  local process=${processes[$1]}
  unset "processes[$1]"
  kill -KILL "$process" 2>/dev/null || :
  remove_group "$group/$1"
  rm -rf -- "${folder:?}/$1" "$folder/$1.console"
}

take_all_away() {
  local mounted
  trap '' INT TERM HUP
  for name in "${!processes[@]}"; do kill -KILL "${processes[$name]}" 2>/dev/null || :; done
  for name in "${!processes[@]}"; do stop "$name"; done
  [[ -z $group ]] || remove_group "$group"
  for mounted in common/root common image cgroup; do umount --quiet --lazy "$folder/$mounted" || :; done
  rm -rf --one-file-system -- "$folder"
}
trap take_all_away EXIT

mkdir "$groups" "$folder/image"
mount -t cgroup2 cgroup2 "$groups"
group=$groups/${folder##*/}
mkdir "$group"
mount -o loop,ro "$image" "$folder/image"
"$here/common.sh" "$folder/image" "$folder"
echo ready

while read -r verb name address; do
  case $verb in
  start)
    mkdir "$group/$name"
    "$here/container.sh" "$name" "$address" "$folder/image" "$folder" "$group/$name" &
    processes[$name]=$!
    # So that bash does not tell that it was killed; that it has gone, its group tells.
    disown
    echo "$name $!"
    ;;
  stop)
    stop "$name"
    echo "$name stopped"
    ;;
  esac
done
