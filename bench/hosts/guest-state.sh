#!/usr/bin/env bash
# Prints what a provision leaves on a lab host, as far as every tool is to leave the same.
set -euo pipefail
export LC_ALL=C
shopt -s nullglob

disks=(/dev/disk/by-id/nvme-QEMU_NVMe_Ctrl_JTS-HOT-*_1 /dev/disk/by-id/ata-QEMU_HARDDISK_JTS-WARM-*[0-9])
owned=(/data/* /var/lib/{postgresql,clickhouse,kafka,mongodb,redis,docker-jts})
accounts=(postgres clickhouse kafka mongodb redis)
files=(/etc/sysctl.d/90-jts.conf /etc/udev/rules.d/90-jts-* /etc/jts/* /usr/local/lib/jts/*
  /etc/systemd/system/{jts-,tiered-storage,lvm-backup,nas-archival,storage-health,btrfs-scrub}*)
settings=(rmem_default wmem_default rmem_max wmem_max)
packages=(lvm2 fdisk e2fsprogs xfsprogs btrfs-progs nfs-common rsync zstd fio)

echo '== disks'
lsblk -rno NAME,FSTYPE,LABEL,SIZE,MOUNTPOINT "${disks[@]}"
lvs --noheadings --nosuffix --units m -o vg_name,lv_name,lv_size,lv_tags
pvs --noheadings --nosuffix --units m -o vg_name,pe_start

echo '== mounts'
if [[ -d /mnt/synology ]]; then ls /mnt/synology >/dev/null; fi
findmnt -rn --fstab -o TARGET,FSTYPE,OPTIONS,FREQ,PASSNO | sort
# The options of an automount have numbers of its boot.
findmnt -rn -t noautofs -o TARGET,FSTYPE,OPTIONS | grep -E '^(/data|/var/lib|/mnt)/' | sort
systemctl list-units --all --plain --no-legend --type=mount,automount 'data-*' 'var-lib-*' 'mnt-*' |
  while read -r unit loaded active _; do
    printf '%s %s %s %s\n' "$unit" "$loaded" "$active" "$(systemctl show --property=FragmentPath --value -- "$unit")"
  done

echo '== owners'
for account in "${accounts[@]}"; do
  IFS=: read -r name _ _ _ _ home shell < <(getent passwd "$account") || continue
  printf '%s %s %s %s\n' "$name" "$(id -Gn "$account")" "$home" "$shell"
done
find "${owned[@]}" -maxdepth 1 -type d -printf '%p %u:%g %m\n' | sort
if [[ -d /mnt/synology/jts ]]; then find /mnt/synology/jts -type d -printf '%p %m\n' | sort; fi

echo '== files'
for file in "${files[@]}"; do
  [[ ! -f $file ]] || printf '%s %s\n' "$(stat -c '%n %U:%G %a' "$file")" "$(sha256sum <"$file")"
done
for setting in "${settings[@]}"; do printf '%s %s\n' "$setting" "$(<"/proc/sys/net/core/$setting")"; done
for queue in /sys/block/{nvme,sd}*/queue/scheduler; do printf '%s %s\n' "$queue" "$(<"$queue")"; done
systemctl list-timers --plain --no-legend | while read -r line; do
  [[ $line =~ ([^ ]+)\.timer ]] || continue
  case ${BASH_REMATCH[1]} in
  tiered-storage | lvm-backup | nas-archival | storage-health | btrfs-scrub)
    printf '%s %s\n' "${BASH_REMATCH[1]}" "$(systemctl is-enabled "${BASH_REMATCH[1]}.timer")"
    ;;
  esac
done | sort
dpkg-query --show --showformat '${Package} ${Status}\n' "${packages[@]}" 2>/dev/null | grep ' installed$' | sort || :
