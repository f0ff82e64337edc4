import { describe, expect, it } from 'vitest';
import type { Json, PlanContext } from '../../../src/model/resource.ts';
import { directory } from '../../../src/resources/directory.ts';
import { changeOf, hostFacts, there, told, type HostInWords } from './mounts-host.ts';

const T = '/var/lib/redis';
const DATA = `${T}/data`;
const onMount = { path: DATA, owner: 'redis', group: 'redis', mode: '0750', mount: T };
const root = { ...onMount, path: T };
const plain = { path: '/data/jts/hot', owner: 'root', group: 'root', mode: '0755' };

const LIVE = `/ ${T} rw,noatime - ext4 /dev/mapper/vg_jts-lv_redis rw`;
const tree = { '/var': 'root:root 0755', '/var/lib': 'root:root 0755', [T]: 'redis:redis 0750' };
const mounted: HostInWords = { mounts: [LIVE], nodes: tree };
const withData = (words: string): HostInWords => ({ ...mounted, nodes: { ...tree, [DATA]: words } });

const diff = (
  wanted: typeof plain & { mount?: string; parents?: true },
  host: HostInWords,
  base: PlanContext['base'] = 'there',
) => directory.kind.diff(wanted, hostFacts(host), { base });

describe('a directory', () => {
  it.each<[string, HostInWords, string]>([
    ['absent', mounted, 'create: absent -> redis:redis 0750'],
    ['of another owner', withData('root:redis 0750'), 'update: root:redis 0750 -> redis:redis 0750'],
    ['of an owner without a name', withData('1234:redis 0750'), 'update: 1234:redis 0750 -> redis:redis 0750'],
    ['with a set-id bit', withData('redis:redis 02750'), 'update: redis:redis 02750 -> redis:redis 0750'],
    ['as wanted', withData('redis:redis 0750'), `fine: ${DATA} is redis:redis 0750 as wanted`],
    [
      'a symlink',
      withData('symlink root:root 0777 4'),
      `refused: ${DATA} is no directory but a symlink | Move it away; jts puts a directory only where nothing is.`,
    ],
    [
      'a file',
      withData('file root:root 0644 4'),
      `refused: ${DATA} is no directory but a file | Move it away; jts puts a directory only where nothing is.`,
    ],
    [
      'on a mount that is not there',
      { nodes: tree },
      `refused: ${T}, which ${DATA} is to be on, is not mounted | Mount it, then run again.`,
    ],
  ])('%s', (_, host, expected) => {
    expect(told(diff(onMount, host))).toBe(expected);
  });

  it.each<[PlanContext['base'], string]>([
    ['new', 'create: absent -> redis:redis 0750'],
    ['unseen', `later: ${DATA} shows when ${T} is mounted`],
  ])('on something %s', (base, expected) => {
    expect(told(diff(onMount, withData('root:root 0700'), base))).toBe(expected);
  });

  it('that is the root of a new file system is there already', () => {
    expect(told(diff(root, {}, 'new'))).toBe('update: root:root 0755 -> redis:redis 0750');
  });

  it.each<[string, HostInWords['nodes'], true | undefined, string]>([
    [
      'in one that is missing',
      {},
      undefined,
      'refused: /data/jts, which /data/jts/hot is to be in, is not there | Make it, or declare it as well.',
    ],
    ['in one that is missing, with its parents', {}, true, 'create: absent -> root:root 0755'],
    [
      'below a symlink',
      { '/data': 'symlink root:root 0777 4' },
      true,
      'refused: /data, above /data/jts/hot, is a symbolic link | Name the directory by its real path.',
    ],
  ])('%s', (_, nodes, parents, expected) => {
    const wanted = parents === undefined ? plain : { ...plain, parents };
    expect(told(diff(wanted, { nodes: nodes ?? {} }))).toBe(expected);
  });

  it('remembers what it made, or who had it', () => {
    expect(changeOf(diff({ ...plain, parents: true }, { nodes: { '/data': 'root:root 0755' } })).before).toEqual({
      made: ['/data/jts', '/data/jts/hot'],
    });
    expect(changeOf(diff(onMount, withData('docker:root 0700'))).before).toEqual({
      owner: '998',
      group: '0',
      mode: '0700',
    });
  });

  it('stands on the directory above it and on its mount', () => {
    expect(directory.kind.on?.(onMount)).toEqual([`directory:${T}`, `mount:${T}`, `network-mount:${T}`]);
    expect(directory.kind.on?.(plain)).toEqual(['directory:/data/jts']);
  });

  it.each<[string, HostInWords, string]>([
    ['pass', withData('redis:redis 0750'), 'redis:redis 0750'],
    ['fail', withData('root:redis 0750'), 'root:redis 0750'],
    ['fail', mounted, 'absent'],
    ['skip', { nodes: tree }, `${T} is not mounted`],
  ])('checks as %s', (outcome, host, actual) => {
    const check = { id: `directory ${DATA}`, expected: 'redis:redis 0750', actual, outcome };
    expect(directory.kind.checks?.(onMount, hostFacts(host))).toEqual([check]);
  });
});

describe('taking a directory away', () => {
  const hot = '/data/jts/hot';
  const existing = (words: string, holds?: 'nothing' | 'directories' | 'files'): HostInWords => ({
    nodes: { [hot]: words },
    inside: holds === undefined ? {} : { [hot]: { holds } },
  });
  const made: Json = { made: ['/data/jts', hot] };
  const given: Json = { owner: '998', group: '0', mode: '0700' };

  it.each<[string, HostInWords, Json | undefined, string]>([
    ['that jts did not change', existing('root:root 0755'), undefined, `fine: ${hot} is not changed by jts`],
    ['that is gone', {}, made, `fine: ${hot} is gone`],
    ['that is empty', existing('root:root 0755', 'nothing'), made, 'remove: without files -> absent'],
    [
      'that holds directories, which go first',
      existing('root:root 0755', 'directories'),
      made,
      'remove: without files -> absent',
    ],
    ['that holds files', existing('root:root 0755', 'files'), made, `fine: ${hot} holds files and is kept`],
    ['on which something was mounted', existing('root:root 0755'), made, `fine: ${hot} holds files and is kept`],
    ['that belonged to another', existing('root:root 0755'), given, 'update: 0:0 0755 -> 998:0 0700'],
    [
      'that belongs to the other again',
      existing('docker:root 0700'),
      given,
      `fine: ${hot} is 998:0 0700 as before jts`,
    ],
    [
      'in whose place is a file now',
      existing('file root:root 0644 1'),
      given,
      `refused: ${hot} is no directory any more | See what is in its place.`,
    ],
  ])('%s', (_, host, before, expected) => {
    expect(told(directory.kind.undo(plain, hostFacts(host), before, there))).toBe(expected);
  });

  it('leaves everything on a volume as it is: the mount may turn out to be held', () => {
    for (const before of [made, given]) {
      const verdict = directory.kind.undo(onMount, hostFacts(withData('redis:redis 0750')), before, there);
      expect(told(verdict)).toBe(`fine: ${DATA} stays as it is on its volume`);
    }
  });
});
