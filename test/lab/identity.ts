import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Host } from './hosts.ts';
import { hosts } from './hosts.ts';
import { local } from './local.ts';

/** What must not be in a shared image because it is this lab's alone. */
export interface Secrets {
  readonly authorizedKey: string;
  readonly hostKey: string;
  readonly hostKeyPublic: string;
  readonly opsPassword: string;
}

interface GuestFile {
  readonly path: string;
  readonly text: string;
  readonly mode: number;
}

/**
 * Debian's file with fewer inodes: of those of terabytes the kernel clears the tables for many minutes after a provision, which
 * took a tenth of an emulated processor. A soak takes Debian's own.
 */
const MKE2FS = `[defaults]
base_features = sparse_super,large_file,filetype,resize_inode,dir_index,ext_attr
default_mntopts = acl,user_xattr
enable_periodic_fsck = 0
blocksize = 4096
inode_size = 256
inode_ratio = 4194304

[fs_types]
ext4 = {
  features = has_journal,extent,huge_file,flex_bg,metadata_csum,64bit,dir_nlink,extra_isize
}
small = {
  blocksize = 1024
  inode_ratio = 4096
}
`;

/** The files, relative to the guest's root, that make a guest this host. */
export function identityFiles(host: Host, secrets: Secrets): GuestFile[] {
  const shown = (path: string, text: string): GuestFile => ({ path, text, mode: 0o644 });
  const hidden = (path: string, text: string): GuestFile => ({ path, text, mode: 0o600 });
  const neighbours = hosts.map(({ name, address }) => `${address} ${name}\n`).join('');
  return [
    shown('etc/hostname', `${host.name}\n`),
    shown('etc/hosts', `127.0.0.1 localhost\n${neighbours}`),
    ...lanFiles(host).map(([name, text]) => shown(`etc/systemd/network/${name}`, text)),
    ...['root', 'home/jts', 'home/ops'].map((home) => shown(`${home}/.ssh/authorized_keys`, secrets.authorizedKey)),
    hidden('etc/ssh/ssh_host_ed25519_key', secrets.hostKey),
    shown('etc/ssh/ssh_host_ed25519_key.pub', secrets.hostKeyPublic),
    ...(process.env['JTS_SOAK'] === '1' ? [] : [shown('etc/mke2fs.conf', MKE2FS)]),
    hidden('run/jts-lab/ops-password', `${secrets.opsPassword}\n`),
  ];
}

/** Packs the identity of a host into a tar archive for its firmware. */
export async function writeIdentity(host: Host, secrets: Secrets, archive: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'jts-lab-'));
  try {
    const files = identityFiles(host, secrets);
    for (const { path, text, mode } of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text, { mode });
    }
    // Files alone: an entry for a folder would change the owner and mode of the guest's own.
    const paths = files.map(({ path }) => path);
    await local`tar -C ${folder} --owner=0 --group=0 --mtime=@0 -cf ${archive} ${paths}`;
  } finally {
    await rm(folder, { recursive: true });
  }
}

function lanFiles({ system, address }: Host): [name: string, text: string][] {
  const lan = `Address=${address}/24\nLinkLocalAddressing=no\n`;
  if (system !== 'nas') return [['20-lan.network', `[Match]\nName=eth1\n\n[Network]\n${lan}`]];
  return [
    ['20-lan.netdev', '[NetDev]\nName=br0\nKind=bridge\n'],
    ['20-ports.network', '[Match]\nName=eth[1-9]\n\n[Network]\nBridge=br0\n'],
    ['21-lan.network', `[Match]\nName=br0\n\n[Network]\n${lan}`],
  ];
}
