import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ConfigurationFailure, UsageFailure } from '../../../src/config/failure.ts';
import { renderProblem } from '../../../src/config/render.ts';
import type { Result } from '../../../src/model/result.ts';

const folders: string[] = [];

/** Files of a site in a folder of their own, which goes when the tests of the file end. */
export interface Site {
  path(name: string): string;
  /** What the user is told, with paths as seen from the folder; throws when there is nothing to tell. */
  told(result: Result<unknown, ConfigurationFailure | UsageFailure>): string;
}

export const site = (files: Readonly<Record<string, string | Uint8Array>>): Site => {
  const folder = mkdtempSync(join(tmpdir(), 'jts-site-'));
  folders.push(folder);
  const path = (name: string): string => join(folder, name);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), content);
  }
  return { path, told: (result) => told(result).replaceAll(`${folder}/`, '') };
};

/** Removes the folders of all sites. */
export const removeSites = (): void => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
};

const told = (result: Result<unknown, ConfigurationFailure | UsageFailure>): string => {
  if (result.ok) throw new Error('nothing was wrong');
  if (result.failure.kind === 'usage') return [result.failure.message, result.failure.advice].join('\n');
  return result.failure.problems.map(renderProblem).join('\n');
};

/** The value of a step that went well; throws with what the user would be told. */
export const valueOf = <T>(result: Result<T, ConfigurationFailure | UsageFailure>): T => {
  if (!result.ok) throw new Error(told(result));
  return result.value;
};

/** Text without the indentation that all its lines share, and without the line breaks around it. */
export const text = (strings: TemplateStringsArray): string => {
  const lines = (strings.raw[0] ?? '').replace(/^\n/, '').replace(/\n *$/, '').split('\n');
  const width = Math.min(...lines.filter((line) => line !== '').map((line) => line.search(/\S/)));
  return lines.map((line) => line.slice(width)).join('\n');
};
