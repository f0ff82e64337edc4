#!/usr/bin/env bash
# Makes the disks that are in use before jts comes, and whose files must outlive it:
# disks.sh <folder> leaves decoy.raw (128 MiB) and warm.raw (1 TB, sparse, its second partition blank) there.
set -euo pipefail

out=$1
files=$(mktemp -d)
trap 'rm -rf "$files"' EXIT

# disk <name> <bytes> <disk and partition id> <MiB of the first partition>, further partitions on stdin.
disk() {
  local image=$out/$1.raw id=$3 mib=$4
  truncate -s "$2" "$image"
  { printf 'label: gpt\nlabel-id: %s\nstart=1MiB, size=%sMiB, uuid=%s\n' "$id" "$mib" "$id"; cat; } |
    sfdisk --quiet "$image"
  mkfs.ext4 -q -F -U "$id" -E "offset=$((1024 * 1024)),hash_seed=$id" -d "$files" "$image" "${mib}M"
}

echo 'These files were here before jts and must be here after it.' >"$files/README"
seq 1 200000 >"$files/ledger"
(cd "$files" && sha256sum README ledger >SHA256SUMS)

disk decoy 128MiB 4a545344-0000-4000-8000-000000000001 126 </dev/null
disk warm 1000204886016 4a545344-0000-4000-8000-000000000002 64 <<'EOF'
size=+, uuid=4a545344-0000-4000-8000-000000000003
EOF
