import { describe, expect, it } from 'vitest';
import { signatures } from '../../../src/facts/signatures.ts';
import { onFakeHost } from '../shell/fake-disks.ts';
import { ofCase } from './of-case.ts';

const HOT = { serial: 'JTS-HOT-0001' };

describe('what is written on a disk', () => {
  it('is nothing on a blank one', () => {
    expect(signatures.parse(ofCase('blank', 'signatures'), [HOT])).toEqual([
      { name: 'nvme1n1', signatures: [], busy: undefined },
    ]);
  });

  it('is a physical volume on a provisioned one', () => {
    const signature = {
      type: 'LVM2_member',
      offset: '0x218',
      uuid: 'jtscf9-4b6f-ee19-279c-6458-322e-0f2d60',
      label: undefined,
    };
    expect(signatures.parse(ofCase('provisioned', 'signatures'), [HOT])).toEqual([
      { name: 'nvme1n1', signatures: [signature], busy: undefined },
    ]);
  });

  it('is of the disks that were looked at', () => {
    const one = (device: string) => ({ device, type: 'gpt', offset: '0x200' });
    const found = { signatures: [one('nvme1n1'), one('sda'), one('__proto__'), one('nvme1n1')] };
    const signature = { type: 'gpt', offset: '0x200', uuid: undefined, label: undefined };
    expect(signatures.parse(`device nvme1n1\n${JSON.stringify(found)}\nend of wipefs\n`, [HOT])).toEqual([
      { name: 'nvme1n1', signatures: [signature, signature], busy: undefined },
    ]);
  });

  it('is nothing to be told of a disk that is not there', () => {
    expect(signatures.parse('', [HOT])).toEqual([]);
  });

  it('is not read without end', () => {
    const padding = ' '.repeat(1_048_576);
    expect(() => signatures.parse(`device nvme1n1\n{"signatures": []${padding}}\nend of wipefs\n`, [HOT])).toThrow(
      'wipefs printed more than 1 MiB',
    );
  });

  it('is not guessed from half an answer', () => {
    expect(() => signatures.parse('device nvme1n1\n{"signatures": [', [HOT])).toThrow(
      'wipefs did not print its whole answer',
    );
    expect(() => signatures.parse('device nvme1n1\nwipefs: error\nend of wipefs\n', [HOT])).toThrow(
      'wipefs printed no JSON: device nvme1n1\nwipefs: error',
    );
  });
});

describe('the probe of signatures', () => {
  const disk = { name: 'nvme0n1', serial: 'S1', partitions: ['nvme0n1p1', 'nvme0n1p2'] };
  const probe = (written: string) =>
    onFakeHost(signatures.script([{ serial: 'S1' }]), {
      disks: [disk, { name: 'sda', serial: 'S2' }],
      written,
      busy: 'busy nvme0n1p2 Device or resource busy\n',
    }).stdout;

  it('looks at the disk and its partitions, and tries which of the blank ones can be opened', () => {
    const written = '{"signatures": [{"device": "nvme0n1", "offset": "0x200", "type": "gpt"}]}';
    expect(signatures.parse(probe(written), [{ serial: 'S1' }])).toEqual([
      {
        name: 'nvme0n1',
        signatures: [{ type: 'gpt', offset: '0x200', uuid: undefined, label: undefined }],
        busy: undefined,
      },
      { name: 'nvme0n1p1', signatures: [], busy: undefined },
      { name: 'nvme0n1p2', signatures: [], busy: 'Device or resource busy' },
    ]);
  });

  it('opens nothing where all is written on', () => {
    const all = [disk.name, ...disk.partitions].map((device) => ({ device, offset: '0x438', type: 'ext4' }));
    expect(probe(JSON.stringify({ signatures: all }))).not.toContain('busy');
  });
});
