/** Whether the kernel's name of a device matches a pattern of letters, digits and `*`, as udev matches it: `nvme*n*`. */
export const matchesKernelName = (pattern: string, name: string): boolean =>
  new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(name);
