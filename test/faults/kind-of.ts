/** The kind of a resource, by its name in events. */
export const kindOf = (resource: string): string => resource.split(':', 1)[0] ?? '';
