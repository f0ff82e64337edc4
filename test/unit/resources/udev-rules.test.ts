import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/model/resource.ts';
import { udevRules } from '../../../src/resources/udev-rules.ts';
import { changeOf, hostFacts, there, told, type HostInWords } from './mounts-host.ts';

const PATH = '/etc/udev/rules.d/90-x.rules';
const CONTENT = '# Written by jts.\nKERNEL=="sda"\n';
const NOTHING = '# Written by jts.\n';
const wanted = { name: '90-x', rules: ['KERNEL=="sda"'], disks: ['sd*', 'nvme*n*'] };
const none = { name: '90-x', rules: [], disks: [] };

const above = { '/etc/udev/rules.d': 'root:root 0755' };
const blank: HostInWords = { nodes: above };
const has = (content: string): HostInWords => ({
  nodes: { ...above, [PATH]: `file root:root 0644 ${content.length}` },
  content: { [PATH]: content },
});
const made: Json = { made: true };

describe('rules of udev', () => {
  it.each<[string, typeof wanted | typeof none, HostInWords, string]>([
    ['absent', wanted, blank, `create: absent -> root:root 0644, ${CONTENT.length} bytes`],
    [
      'otherwise',
      wanted,
      has('x'),
      `update: root:root 0644, 1 bytes of other content -> root:root 0644, ${CONTENT.length} bytes`,
    ],
    ['as wanted', wanted, has(CONTENT), `fine: ${PATH} has the content, owner and mode wanted`],
    [
      'on a host without udev',
      wanted,
      {},
      `refused: /etc/udev/rules.d, which ${PATH} is to be in, is no directory | Make it, or declare it as well.`,
    ],
    ['none of which are wanted', none, blank, `fine: no rules are wanted, and there is no ${PATH}`],
    [
      'none of which are wanted any more',
      none,
      has(CONTENT),
      `update: root:root 0644, ${CONTENT.length} bytes of other content -> root:root 0644, ${NOTHING.length} bytes`,
    ],
  ])('%s', (_, desired, host, expected) => {
    expect(told(udevRules.kind.diff(desired, hostFacts(host), there))).toBe(expected);
  });

  it('are read and followed once for their disks, and only read again where they are taken away', () => {
    const finishers = (verdict: Parameters<typeof changeOf>[0]) => changeOf(verdict).finish ?? [];
    const [trigger, ...others] = finishers(udevRules.kind.diff(wanted, hostFacts(blank), there));
    expect(others).toEqual([]);
    expect(trigger?.run.text.split('\n')).toEqual([
      '[[ ! -e /run/udev/control ]] || udevadm control --reload',
      'if [[ -e /run/udev/control ]]; then',
      "  udevadm trigger --action=change --subsystem-match=block --property-match=DEVTYPE=disk '--sysname-match=sd*' '--sysname-match=nvme*n*'",
      '  udevadm settle --timeout=60',
      'fi',
    ]);
    expect(finishers(udevRules.kind.diff(none, hostFacts(has(CONTENT)), there)).map(({ id }) => id)).toEqual([
      'udev-reload',
    ]);
    expect(finishers(udevRules.kind.undo(wanted, hostFacts(has(CONTENT)), made, there)).map(({ id }) => id)).toEqual([
      'udev-reload',
    ]);
  });

  it.each<[string, HostInWords, Json | undefined, string]>([
    ['not of jts', has(CONTENT), undefined, `fine: ${PATH} was not changed by jts`],
    ['made by jts', has(CONTENT), made, 'remove: there -> absent'],
    ['gone', blank, made, `fine: ${PATH} is gone`],
  ])('%s are taken away', (_, host, before, expected) => {
    expect(told(udevRules.kind.undo(wanted, hostFacts(host), before, there))).toBe(expected);
  });

  it.each<[typeof wanted | typeof none, HostInWords, readonly string[]]>([
    [wanted, has(CONTENT), ['pass as wanted']],
    [wanted, has('x'), ['fail otherwise']],
    [none, blank, []],
  ])('check', (desired, host, expected) => {
    const checks = udevRules.kind.checks?.(desired, hostFacts(host)) ?? [];
    expect(checks.map(({ outcome, actual }) => `${outcome} ${actual}`)).toEqual(expected);
  });
});
