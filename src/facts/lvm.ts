import { ABSENT_STATUS, type Fact } from '../model/fact.ts';
import { sh } from '../shell/sh.ts';
import { JsonReader } from './json-reader.ts';

export interface PhysicalVolume {
  readonly path: string;
  readonly uuid: string;
  /** Whether LVM knows of it but its device is not there. */
  readonly missing: boolean;
}

export interface LogicalVolume {
  readonly name: string;
  readonly bytes: number;
  readonly tags: readonly string[];
  readonly active: boolean;
  /** Name of the volume that this one is a snapshot of. */
  readonly origin: string | undefined;
  /** Whether it is a snapshot that overflowed. */
  readonly invalid: boolean;
}

export interface VolumeGroup {
  readonly name: string;
  readonly tags: readonly string[];
  /** Bytes. */
  readonly extentSize: number;
  readonly extents: number;
  readonly freeExtents: number;
  readonly physicalVolumes: readonly PhysicalVolume[];
  readonly logicalVolumes: readonly LogicalVolume[];
}

export interface Lvm {
  readonly volumeGroups: readonly VolumeGroup[];
  /** Physical volumes that belong to no volume group. */
  readonly orphans: readonly PhysicalVolume[];
}

const script = () => sh`
  command -v lvm >/dev/null || { echo 'lvm is not installed (package lvm2)' >&2; exit ${ABSENT_STATUS}; }
  lvm fullreport --reportformat json --units b --nosuffix \
    --configreport vg --options vg_name,vg_tags,vg_extent_size,vg_extent_count,vg_free_count \
    --configreport pv --options pv_name,pv_uuid,pv_missing \
    --configreport lv --options lv_name,lv_size,lv_tags,lv_active,origin,lv_snapshot_invalid \
    --configreport pvseg --options pvseg_start --configreport seg --options seg_start
`;

const tagsOf = (tags: string): readonly string[] => tags.split(',').filter((tag) => tag !== '');

const readPhysicalVolume = (pv: JsonReader): PhysicalVolume => ({
  path: pv.text('pv_name'),
  uuid: pv.text('pv_uuid'),
  missing: pv.text('pv_missing') !== '',
});

const readLogicalVolume = (lv: JsonReader): LogicalVolume => ({
  name: lv.text('lv_name'),
  bytes: lv.number('lv_size'),
  tags: tagsOf(lv.text('lv_tags')),
  active: lv.text('lv_active') !== '',
  origin: lv.optionalText('origin'),
  invalid: lv.text('lv_snapshot_invalid') === 'snapshot invalid',
});

const readVolumeGroup = (report: JsonReader, vg: JsonReader): VolumeGroup => ({
  name: vg.text('vg_name'),
  tags: tagsOf(vg.text('vg_tags')),
  extentSize: vg.number('vg_extent_size'),
  extents: vg.number('vg_extent_count'),
  freeExtents: vg.number('vg_free_count'),
  physicalVolumes: report.objects('pv').map(readPhysicalVolume),
  logicalVolumes: report.objects('lv').map(readLogicalVolume),
});

/** All volume groups of the host with their volumes, and the physical volumes of none; absent without lvm2. */
export const lvm: Fact<null, Lvm> = {
  name: 'lvm',
  deadline: 30,
  script,
  parse: (output) => {
    const reports = JsonReader.parse(output, 'lvm fullreport').objects('report');
    const named = reports.flatMap((report) => report.objects('vg').map((vg) => ({ report, vg })));
    return {
      volumeGroups: named.map(({ report, vg }) => readVolumeGroup(report, vg)),
      orphans: reports
        .filter((report) => report.objects('vg').length === 0)
        .flatMap((report) => report.objects('pv').map(readPhysicalVolume)),
    };
  },
};
