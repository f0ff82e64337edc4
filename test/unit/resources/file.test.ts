import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/model/resource.ts';
import { file } from '../../../src/resources/file.ts';
import { sh } from '../../../src/shell/sh.ts';
import { bash } from '../shell/bash.ts';
import { changeOf, hostFacts, there, told, type HostInWords } from './mounts-host.ts';

const PATH = '/etc/jts/tiering.conf';
const wanted = { path: PATH, content: 'KEEP=7\n', owner: 'root', group: 'root', mode: '0644' };
const old = { content: 'KEEP=30\n', owner: '0', group: '0', mode: '0600' };
const above = { '/etc/jts': 'root:root 0755' };
const has = (content: string, words = `file root:root 0644 ${content.length}`): HostInWords => ({
  nodes: { ...above, [PATH]: words },
  content: { [PATH]: content },
});

describe('a file', () => {
  it.each<[string, HostInWords, string]>([
    ['absent', { nodes: above }, 'create: absent -> root:root 0644, 7 bytes'],
    [
      'of other content',
      has('KEEP=30\n'),
      'update: root:root 0644, 8 bytes of other content -> root:root 0644, 7 bytes',
    ],
    [
      'of another mode',
      has('KEEP=7\n', 'file root:root 0600 7'),
      'update: root:root 0600, 7 bytes -> root:root 0644, 7 bytes',
    ],
    ['as wanted', has('KEEP=7\n'), `fine: ${PATH} has the content, owner and mode wanted`],
    [
      'a symlink',
      has('', 'symlink root:root 0777 4'),
      `refused: ${PATH} is no regular file | Move it away; jts puts a file only where a file or nothing is.`,
    ],
    [
      'that is no text',
      { nodes: { ...above, [PATH]: 'file root:root 0644 9' } },
      `refused: ${PATH} is not text of at most 64 KiB, which jts could put back | Move it away, then run again.`,
    ],
    [
      'in no directory',
      {},
      `refused: /etc/jts, which ${PATH} is to be in, is no directory | Make it, or declare it as well.`,
    ],
  ])('%s', (_, host, expected) => {
    expect(told(file.kind.diff(wanted, hostFacts(host), there))).toBe(expected);
  });

  it('is made in a directory that is yet to be made, and looked at later on one yet to be mounted', () => {
    expect(told(file.kind.diff(wanted, hostFacts(), { base: 'new' }))).toBe(
      'create: absent -> root:root 0644, 7 bytes',
    );
    expect(told(file.kind.diff(wanted, hostFacts(), { base: 'unseen' }))).toBe(
      `later: ${PATH} shows when what it is on is mounted`,
    );
  });

  it.each<[string, HostInWords, string | undefined]>([
    ['absent', { nodes: above }, undefined],
    ['of other content', has("it's $(old)\n"), "it's $(old)\n"],
  ])('that may cut a host off, and was %s, is put back by it on its own', (_, host, content) => {
    const folder = mkdtempSync(join(tmpdir(), 'jts-file-'));
    const guarded = { ...wanted, risk: 'network' } as const;
    for (const verdict of [
      file.kind.diff(guarded, hostFacts(host), there),
      file.kind.undo(guarded, hostFacts(host), { ...old, content: 'older' }, there),
    ]) {
      const { risk, revert = sh`false` } = changeOf(verdict);
      writeFileSync(join(folder, 'tiering.conf'), 'as jts wrote it');
      expect({ risk, status: bash(revert, { '/etc/jts': folder }).status }).toEqual({ risk: 'network', status: 0 });
      const left = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
      expect(left).toEqual(content === undefined ? [] : [content]);
    }
    rmSync(folder, { recursive: true });
  });

  it('shows both texts, and remembers the old one', () => {
    const { before, diff } = changeOf(file.kind.diff(wanted, hostFacts(has('KEEP=30\n')), there));
    expect({ before, diff }).toEqual({
      before: { content: 'KEEP=30\n', owner: '0', group: '0', mode: '0644' },
      diff: { before: 'KEEP=30\n', after: 'KEEP=7\n' },
    });
  });

  it.each<[string, HostInWords, Json | undefined, string]>([
    ['not of jts', has('x'), undefined, `fine: ${PATH} was not changed by jts`],
    ['made by jts', has('x'), { made: true }, 'remove: there -> absent'],
    ['made by jts and gone', {}, { made: true }, `fine: ${PATH} is gone`],
    ['changed by jts', has('x'), old, 'update: as jts wrote it -> as before jts'],
    ['of its old content and another mode', has('KEEP=30\n'), old, 'update: as jts wrote it -> as before jts'],
    ['as before', has('KEEP=30\n', 'file root:root 0600 8'), old, `fine: ${PATH} is as before jts`],
  ])('%s is taken away', (_, host, before, expected) => {
    expect(told(file.kind.undo(wanted, hostFacts(host), before, there))).toBe(expected);
  });

  it('checks', () => {
    const check = { id: `file ${PATH}`, expected: 'as wanted' };
    expect(file.kind.checks?.(wanted, hostFacts(has('KEEP=7\n')))).toEqual([
      { ...check, actual: 'as wanted', outcome: 'pass' },
    ]);
    expect(file.kind.checks?.(wanted, hostFacts(has('')))).toEqual([
      { ...check, actual: 'otherwise', outcome: 'fail' },
    ]);
  });
});
