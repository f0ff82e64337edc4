import { join } from 'node:path';
import type { Disk, DiskName, Host } from './hosts.ts';
import { traders } from './hosts.ts';
import type { Image } from './image.ts';
import { consoleFile, diskFile, identityFile, lanFolder, monitorFile, systemDiskFile } from './state.ts';

export type NvmeOrder = 'hot-first' | 'decoy-first';
export type Accel = 'kvm' | 'tcg';

/** What is decided anew at every start of a host. */
export interface Boot {
  readonly order: NvmeOrder;
  /** Disks that are pulled out for as long as the host runs. */
  readonly without: readonly DiskName[];
  readonly port: number;
  readonly accel: Accel;
  readonly processors: number;
}

/** Whether a host boots, boots without its NVMe disks, or goes on from a snapshot, which cannot hold these either. */
export type Start = 'boot' | 'boot without NVMe' | 'restore';

/** What the snapshot of a host that has just booted is called in its disks. */
export const SNAPSHOT = 'booted';

/** The arguments of qemu-system-x86_64 that start a host. */
export function qemuArguments(host: Host, boot: Boot, image: Image, start: Start): string[] {
  return [
    ...machineArguments(boot.accel),
    ...['-name', host.name, ...processorArguments(boot.processors), '-m', '768', '-daemonize'],
    ...['-kernel', image.kernel, '-initrd', image.initrd, '-append', kernelArguments(boot.processors)],
    ...['-serial', `file:${escaped(consoleFile(host.name))}`],
    ...['-fw_cfg', `name=opt/jts/identity,file=${escaped(identityFile(host.name))}`],
    ...drive('system', systemDiskFile(host.name), 'qcow2'),
    ...['-device', 'virtio-blk-pci,drive=system,addr=0x4'],
    ...slots(host),
    ...orderedDisks(host, boot)
      .filter(({ bus }) => bus !== 'nvme' || start === 'boot')
      .flatMap((disk) => diskArguments(host, disk, boot)),
    ...['-netdev', `user,id=control,hostfwd=tcp:127.0.0.1:${boot.port}-:22`],
    ...networkCard(host, 'control', 0),
    ...lanPeers(host).flatMap(([own, peer], position) => lanArguments(host, own, peer, position + 1)),
    ...['-qmp', `unix:${escaped(monitorFile(host.name))},server=on,wait=off`],
    ...(start === 'restore' ? ['-loadvm', SNAPSHOT] : []),
  ];
}

/** The part that differs between accelerators, also enough to try a kernel. */
export function machineArguments(accel: Accel): string[] {
  // Without svm=off the guest loads its own KVM; thread=multi and a large tb-size are what makes TCG bearable, and
  // page tables of four levels instead of five spare it a seventh of all time. The kernel clears pages byte by byte
  // where there is erms (and with fsrm alone, which newer QEMUs emulate, it hangs), and what guards it from user space
  // (smap, smep) is emulated at every access to that.
  const [acceleration, cpu] =
    accel === 'kvm'
      ? ['kvm', 'host']
      : ['tcg,thread=multi,tb-size=512', 'max,svm=off,la57=off,erms=off,fsrm=off,smap=off,smep=off'];
  const bare = ['-nodefaults', '-no-user-config', '-display', 'none'];
  return ['-machine', 'q35,hpet=off,i8042=off', '-accel', acceleration, '-cpu', cpu, ...bare];
}

// With a single processor, and no second one possible, qemu 7.2 leaves memory barriers out of what it translates. Then
// the guest and the main loop miss each other's doorbells, and an NVMe hangs within a minute of random reads.
function processorArguments(count: number): string[] {
  return ['-smp', `${count},maxcpus=${Math.max(2, count)}`];
}

const kernelArguments = (processors: number): string =>
  [
    'root=/dev/vda rw console=ttyS0 quiet',
    // Network cards are eth0, eth1 … in the order of their PCI addresses.
    'net.ifnames=0',
    // What guards or tests nothing here and costs seconds when it is emulated.
    'mitigations=off cryptomgr.notests rcupdate.rcu_expedited=1 init_on_alloc=0',
    // A program at addresses of its own is translated anew at every start, which takes three times as long.
    'norandmaps',
    // Getting ready for a processor that never comes takes five seconds.
    `nr_cpus=${processors}`,
    // A guest gives an NVMe up whose command takes 30 s twice, however busy this machine's own disk is.
    'nvme_core.io_timeout=240',
    // The kernel distrusts the emulated processor's clock, and asking the chipset for the time is slow.
    'tsc=reliable',
  ].join(' ');

/** The disks that a host has, in the order in which its kernel is to find them. */
export function orderedDisks(host: Host, { order, without }: Pick<Boot, 'order' | 'without'>): readonly Disk[] {
  const first = order === 'hot-first' ? 'hot' : 'decoy';
  const present = host.disks.filter(({ name }) => !without.includes(name));
  return present.sort((a, b) => Number(b.name === first) - Number(a.name === first));
}

/** What the slot of an NVMe disk is called, which its kernel numbers by. */
export function slotOf(host: Host, disk: Disk, wiring: Pick<Boot, 'order' | 'without'>): string {
  const nvme = orderedDisks(host, wiring).filter(({ bus }) => bus === 'nvme');
  return `slot${nvme.indexOf(disk)}`;
}

// Behind a port of its own an NVMe can be plugged in and pulled while the host runs.
const slots = ({ disks }: Host): string[] =>
  disks
    .filter(({ bus }) => bus === 'nvme')
    .flatMap((_, index) => [
      '-device',
      `pcie-root-port,id=slot${index},chassis=${index + 1},addr=0x${(8 + index).toString(16)}`,
    ]);

function diskArguments(host: Host, disk: Disk, boot: Boot): string[] {
  const file = diskFile(host.name, disk.name);
  return disk.bus === 'nvme'
    ? [
        ...drive(disk.name, file, 'raw'),
        ...['-device', `nvme,bus=${slotOf(host, disk, boot)},drive=${disk.name},serial=${disk.serial}`],
      ]
    : [...drive(disk.name, file, 'qcow2'), ...['-device', `ide-hd,bus=ide.0,drive=${disk.name},serial=${disk.serial}`]];
}

// cache=unsafe ignores flushes to the machine's disk, yet a SIGKILL of qemu loses nothing the guest has
// flushed: qcow2 still writes its tables on a flush, and the page cache outlives the process.
function drive(id: string, file: string, format: 'raw' | 'qcow2'): string[] {
  return ['-drive', `if=none,id=${id},format=${format},cache=unsafe,discard=unmap,file=${escaped(file)}`];
}

// A wire per pair of NAS and trader, since a datagram socket has one peer; the NAS bridges its ends.
function lanPeers(host: Host): [own: string, peer: string][] {
  return host.system === 'nas' ? traders.map(({ name }) => [`nas-${name}`, name]) : [[host.name, `nas-${host.name}`]];
}

function lanArguments(host: Host, own: string, peer: string, position: number): string[] {
  const end = (side: 'local' | 'remote', name: string) =>
    `${side}.type=unix,${side}.path=${escaped(join(lanFolder, name))}`;
  return [
    ...['-netdev', `dgram,id=lan${position},${end('local', own)},${end('remote', peer)}`],
    ...networkCard(host, `lan${position}`, position),
  ];
}

function networkCard(host: Host, netdev: string, position: number): string[] {
  const mac = `52:54:00:4a:0${host.index}:0${position}`;
  return ['-device', `virtio-net-pci,romfile=,netdev=${netdev},mac=${mac},addr=0x${(16 + position).toString(16)}`];
}

function escaped(path: string): string {
  return path.replaceAll(',', ',,');
}
