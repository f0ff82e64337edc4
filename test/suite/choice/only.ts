import type { Stage } from '../stage.ts';
import type { Listed } from './vitest.ts';

/** Adds what stages need, and what that needs. */
export const withNeeds = (chosen: readonly Stage[], all: readonly Stage[]): readonly Stage[] => {
  const names = new Set(chosen.map(({ name }) => name));
  for (let count = 0; count !== names.size;) {
    count = names.size;
    for (const { needs = [] } of [...chosen, ...all.filter(({ name }) => names.has(name))]) {
      for (const name of needs) names.add(name);
    }
  }
  return all
    .filter(({ name }) => names.has(name))
    .map((stage) => chosen.find(({ name }) => name === stage.name) ?? stage);
};

/** The stages that run some files of tests, with these files alone. */
export const stagesOf = (files: readonly Listed[], all: readonly Stage[]): readonly Stage[] =>
  all.flatMap((stage) => {
    const { tests } = stage;
    if (!tests) return [];
    const mine = files
      .filter(({ project, file }) => project === tests.project && (tests.files?.includes(file) ?? true))
      .map(({ file }) => file);
    return mine.length === 0 ? [] : [{ ...stage, streams: true, tests: { ...tests, files: [...new Set(mine)] } }];
  });

/** The stages with the files whose path has a text in it. */
export const onlyFiles = (text: string, files: readonly Listed[], all: readonly Stage[]): readonly Stage[] =>
  withNeeds(
    stagesOf(
      files.filter(({ file }) => file.includes(text)),
      all,
    ),
    all,
  );

/** A name with its groups before it, as vitest matches it. */
const joined = (name: string): string => name.replaceAll(' > ', ' ');

/** The stages with the tests whose name has a text in it. */
export const onlyNames = (text: string, tests: readonly Listed[], all: readonly Stage[]): readonly Stage[] => {
  const named = joined(text).replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
  const chosen = stagesOf(
    tests.filter(({ name }) => joined(name).includes(joined(text))),
    all,
  );
  return withNeeds(
    chosen.map((stage) => ({ ...stage, ...(stage.tests && { tests: { ...stage.tests, named } }) })),
    all,
  );
};
