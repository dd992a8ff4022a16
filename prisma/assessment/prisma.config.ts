// A plain value: `prisma/config` is a dependency of the command line alone.
export default { schema: 'schema.prisma', migrations: { path: 'migrations' } }
