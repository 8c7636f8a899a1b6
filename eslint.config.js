import neostandard from 'neostandard'

export default [
  ...neostandard({ ts: true, ignores: ['dist/', '**/.tap/', 'src/catalog/shipped.ts', 'src/render/pages/assets.ts', 'src/render/generate/runtimes.ts'] }),
  // A schema and the type derived from it share one name: const Entry, type Entry.
  { files: ['**/*.ts'], rules: { '@typescript-eslint/no-redeclare': 'off' } }
]
