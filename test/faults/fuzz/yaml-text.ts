import { Document } from 'yaml';
import { SECRET_TAG } from '../../../src/config/source.ts';
import type { Concealed, Tree } from './examples.ts';

const isConcealed = (tree: Tree): tree is Concealed => typeof tree === 'object' && tree !== null && 'concealed' in tree;

/** A tree as YAML. */
export const yamlText = (tree: Tree): string => {
  const document = new Document(null, { aliasDuplicateObjects: false });
  const nodeOf = (each: Tree): unknown => {
    if (Array.isArray(each)) return each.map(nodeOf);
    if (each instanceof Map) return new Map(Array.from(each, ([key, value]) => [key, nodeOf(value)]));
    if (!isConcealed(each)) return each;
    const node = document.createNode(nodeOf(each.concealed));
    node.tag = SECRET_TAG;
    return node;
  };
  document.contents = document.createNode(nodeOf(tree));
  return document.toString();
};
