import { ABSENT_STATUS, type Fact } from '../model/fact.ts';
import { sh } from '../shell/sh.ts';

/** What systemd says of a unit: org.freedesktop.systemd1(5). */
export interface Unit {
  /** `loaded`, `not-found`, `masked`, `bad-setting`, `error` … */
  readonly load: string;
  /** `active`, `inactive`, `failed` … */
  readonly active: string;
  /** The file that systemd read it from; empty for a mount that it only saw happen. */
  readonly fragment: string;
  readonly dropIns: readonly string[];
  /** Whether it starts at boot: `enabled`, `disabled`, `static`, `masked`, `generated` …; empty where it has no file. */
  readonly fileState: string;
  /** Whether its files changed since systemd read them. */
  readonly needsReload: boolean;
}

const PROPERTIES = ['LoadState', 'ActiveState', 'FragmentPath', 'DropInPaths', 'UnitFileState', 'NeedDaemonReload'];

const parseUnit = (block: string): Unit => {
  const properties = new Map(block.split('\n').map((line) => [line.split('=')[0], line.slice(line.indexOf('=') + 1)]));
  const load = properties.get('LoadState');
  if (load === undefined) throw new Error(`systemctl show did not say LoadState: ${JSON.stringify(block)}`);
  return {
    load,
    active: properties.get('ActiveState') ?? '',
    fragment: properties.get('FragmentPath') ?? '',
    dropIns: (properties.get('DropInPaths') ?? '').split(' ').filter((path) => path !== ''),
    fileState: properties.get('UnitFileState') ?? '',
    needsReload: properties.get('NeedDaemonReload') === 'yes',
  };
};

/** systemd units by name, all with one systemctl; absent where systemd does not run the host. */
export const units: Fact<string, Readonly<Record<string, Unit>>> = {
  name: 'units',
  deadline: 30,
  script: (names) => sh`
    [[ -d /run/systemd/system ]] || { echo 'systemd does not run this host' >&2; exit ${ABSENT_STATUS}; }
    systemctl show --property=${PROPERTIES.join(',')} -- ${names}
  `,
  parse: (output, names) => {
    const blocks = output.trim().split(/\n\n+/);
    if (blocks.length !== names.length) {
      throw new Error(`asked systemctl for ${names.length} units, got ${blocks.length} answers`);
    }
    return Object.fromEntries(names.map((name, index) => [name, parseUnit(blocks[index] ?? '')]));
  },
};
