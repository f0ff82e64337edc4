import type { TSchema } from 'typebox';
import { DriftReport } from '../model/drift-report.ts';
import { HostReport, SummaryReport } from '../model/report.ts';

const published = (schema: TSchema): string =>
  `${JSON.stringify({ $schema: 'https://json-schema.org/draft/2020-12/schema', ...schema }, null, 2)}\n`;

/** The schemas of the reports, for programs that read them: the text of each file in `schemas/`, by its name. */
export const publishedSchemas: ReadonlyMap<string, string> = new Map([
  ['host-report.schema.json', published(HostReport)],
  ['drift-report.schema.json', published(DriftReport)],
  ['summary-report.schema.json', published(SummaryReport)],
]);
