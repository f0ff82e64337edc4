import Table from 'cli-table3';
import type { DiskState } from './disks.ts';
import type { HostStatus } from './status.ts';

/** The hosts, a row each, as text for a terminal. */
export function statusTable(hosts: readonly HostStatus[]): string {
  const rows = hosts.map(({ host, pid, last }) => [
    host.name,
    pid === undefined ? (last ? 'off' : 'never started') : 'running',
    pid ?? '',
    last?.port ?? '',
    last?.accel ?? '',
    last?.order ?? '',
    last?.imageHash ?? '',
  ]);
  return table(['host', 'state', 'pid', 'port', 'accel', 'nvme', 'image'], rows);
}

/** The disks of a host, a row each, as text for a terminal. */
export function diskTable(disks: readonly DiskState[]): string {
  const rows = disks.map(({ name, serial, byId, bytes, usedBytes }) => [
    name,
    serial,
    byId,
    bytes,
    `${(usedBytes / 1024 ** 2).toFixed(1)} MiB`,
  ]);
  return table(['disk', 'serial', 'in the guest', 'bytes', 'really used'], rows);
}

function table(head: string[], rows: (string | number)[][]): string {
  const plain = { 'padding-left': 0, 'padding-right': 2, head: [], border: [] };
  const noLines = Object.fromEntries(
    ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right']
      .concat(['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'])
      .map((part) => [part, '']),
  );
  const grid = new Table({ head, style: plain, chars: noLines });
  grid.push(...rows);
  return `${grid.toString()}\n`;
}
