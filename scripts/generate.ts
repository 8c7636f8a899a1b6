// Writes the files derived from catalog.yaml, the schemas, the examples and the server's tables. `--check`: exit 1 if a file is stale.
import { readFileSync, writeFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { CatalogInput } from '../src/format/catalogFile.ts'
import { fillCatalogFilePage } from './catalogFilePage.ts'
import { fillCliPage } from './cliPage.ts'
import { compatibilityPage } from './compatibilityPage.ts'
import { fillDiffPage } from './diffPage.ts'
import { fillEnvelopesPage } from './envelopesPage.ts'
import { editorSchema } from './editorSchema.ts'
import { failures } from './failures.ts'
import { fillIdempotencyPage } from './idempotencyPage.ts'
import { platformsPage } from './platforms.ts'
import { fillReadme } from './readme.ts'
import { retriesPage } from './retriesPage.ts'

// Pages show the output of the command without colors, also if a terminal runs this script.
process.env['NO_COLOR'] = '1'

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')
const { catalogs } = parse(read('catalog.yaml'), { stringKeys: true }) as { catalogs: Record<string, CatalogInput> }

const generated: Readonly<Record<string, string>> = {
  'README.md': fillReadme(read('README.md')),
  'docs/reference/catalog-file.md': await fillCatalogFilePage(read('docs/reference/catalog-file.md'), catalogs['http'] as CatalogInput),
  'docs/reference/envelopes.md': await fillEnvelopesPage(read('docs/reference/envelopes.md')),
  'docs/reference/failures.md': await failures(),
  'docs/guides/idempotency.md': fillIdempotencyPage(read('docs/guides/idempotency.md')),
  'docs/reference/platforms.md': await platformsPage(),
  'docs/reference/cli.md': await fillCliPage(read('docs/reference/cli.md')),
  'docs/reference/diff.md': fillDiffPage(read('docs/reference/diff.md')),
  'docs/reference/retries.md': retriesPage(),
  'docs/reference/compatibility.md': compatibilityPage(),
  'catalog.schema.json': `${JSON.stringify(editorSchema(), null, 2)}\n`,
  'src/render/pages/assets.ts': `${[
    '// Generated from pages.css and pages.js in browser/ by scripts/generate.ts: change them there.',
    ...Object.entries({ style: 'css', script: 'js' }).map(([name, type]) => `export const ${name} = ${quoted(read(`src/render/pages/browser/pages.${type}`))}`)
  ].join('\n')}\n`,
  'src/render/generate/runtimes.ts': `${[
    '// Generated from src/render/generate/runtime by scripts/generate.ts: change the files there.',
    '',
    '/** The part of generated clients that does not depend on the catalog, by language. */',
    'export const runtimes = {',
    `  python: ${JSON.stringify(read('src/render/generate/runtime/client.py'))},`,
    `  go: ${JSON.stringify(read('src/render/generate/runtime/client.go'))}`,
    '}'
  ].join('\n')}\n`,
  'src/catalog/shipped.ts': `${[
    '// Generated from catalog.yaml by scripts/generate.ts: change it there.',
    "import type { CatalogInput } from '../format/catalogFile.ts'",
    '',
    '/** The catalogs that ship with the package, each as JSON: a server that extends one needs no YAML parser and parses no other. */',
    'const texts: Readonly<Record<string, string>> = {',
    Object.entries(catalogs).map(([name, catalog]) => `  ${name}: ${quoted(JSON.stringify(catalog))}`).join(',\n'),
    '}',
    '',
    'export const shippedNames: readonly string[] = Object.keys(texts)',
    '',
    '/** The content of the shipped catalog of this name, if there is one. */',
    'export function shippedCatalog (name: string): CatalogInput | undefined {',
    '  const text = Object.hasOwn(texts, name) ? texts[name] : undefined',
    '  return text === undefined ? undefined : JSON.parse(text) as CatalogInput',
    '}',
    '',
    '/** The details of each shipped code, in TypeScript syntax: for the types of a catalog that extends one. */',
    'export interface ShippedCodes {',
    ...Object.entries(catalogs).flatMap(([name, { codes = {} }]) => [
      `  ${name}: {`,
      ...Object.entries(codes).map(([code, { details = {} }]) => `    ${quoted(code)}: { ${Object.entries(details).map(([key, type]) => `${quoted(key)}: ${quoted(String(type))}`).join(', ')} }`.replace('{  }', '{}')),
      '  }'
    ]),
    '}'
  ].join('\n')}\n`
}

function quoted (text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}

const stale = Object.entries(generated).filter(([name, text]) => {
  try {
    return read(name) !== text
  } catch {
    return true
  }
})
if (process.argv.includes('--check')) {
  for (const [name] of stale) console.error(`${name} is stale: run npm run generate`)
  process.exitCode = stale.length === 0 ? 0 : 1
} else {
  for (const [name, text] of stale) writeFileSync(new URL(`../${name}`, import.meta.url), text)
}
