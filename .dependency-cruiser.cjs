// The import order of ARCHITECTURE.md: a file imports only from rooms above its own line, or from its own room.
const rooms = [
  ['lib'],
  ['contract'],
  ['domain'],
  ['ports'],
  ['operations', 'ui', 'storage', 'files'],
  ['http'],
  ['config', 'secret-key', 'housekeeping', 'server'],
  ['cli'],
]

const pathOf = (names) => `^src/(${names.join('|')})(/|\\.ts$)`

const downward = rooms.flatMap((row, index) => {
  const later = rooms.slice(index + 1).flat()
  return row.map((room) => ({
    name: `${room}-imports-only-what-stands-above-it`,
    severity: 'error',
    from: { path: pathOf([room]) },
    to: { path: pathOf([...later, ...row.filter((other) => other !== room && index === 4)]) },
  }))
})

module.exports = {
  forbidden: [
    ...downward,
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: ['\\.test\\.ts$', '^src/cli/main\\.ts$'] },
      to: {},
    },
    {
      name: 'only-http-knows-the-web-framework',
      severity: 'error',
      from: { pathNot: '^src/(http|server\\.ts)' },
      to: { path: 'node_modules/(fastify|@fastify)/' },
    },
    {
      name: 'only-storage-knows-the-drivers',
      severity: 'error',
      from: { pathNot: '^src/storage/' },
      to: { path: 'node_modules/(libsql|pg)/' },
    },
    {
      name: 'pure-rooms-do-no-io',
      severity: 'error',
      from: { path: '^src/(contract|domain)/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.js'] },
  },
}
