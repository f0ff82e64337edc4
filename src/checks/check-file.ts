import { sh } from '../shell/sh.ts';

/**
 * Shell that makes the name of a file for a check. Hosts share directories on a NAS, and processes of two of
 * them can have the same number: by the number alone, the check of one would read and delete the file of the other.
 */
export const checkFileName = sh`.jts-check.$$.$EPOCHREALTIME`;
