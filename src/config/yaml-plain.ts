import { isScalar, Schema, type ScalarTag } from 'yaml';

const CORE = new Schema({ schema: 'core' });

/** What YAML 1.2 takes a scalar without quotes for: a number, true, false or null if it looks like one, else text. */
export const plainValue = (text: string): unknown => {
  const looksLikeIt = (tag: Schema['tags'][number]): tag is ScalarTag =>
    tag.collection === undefined && tag.default === true && tag.test?.test(text) === true;
  const value = CORE.tags.find(looksLikeIt)?.resolve(text, () => undefined, {}) ?? text;
  return isScalar(value) ? value.value : value;
};
