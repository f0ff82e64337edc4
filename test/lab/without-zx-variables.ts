// zx reads them while it is imported, and ZX_PREFIX and the like would run somebody else's commands.
for (const name of Object.keys(process.env)) {
  if (name.startsWith('ZX_')) Reflect.deleteProperty(process.env, name);
}
