import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadContract } from '../src/envelope/load.ts'
import { CatalogInput, EntryInput, type CatalogInput as Catalog } from '../src/format/catalogFile.ts'
import { fallbacks, roleNames } from '../src/format/roles.ts'
import { InvalidCatalogError } from '../src/source/invalidCatalogError.ts'

/** The part of a JSON Schema that the tables show. */
interface Schema {
  readonly description?: string
  readonly errorMessage?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
}

/** docs/reference/catalog-file.md with its tables of keys and roles, and the diagnostics of its invalid catalog. */
export async function fillCatalogFilePage (page: string, http: Catalog): Promise<string> {
  const invalid = /<!-- diagnostics -->\n```yaml\n([^]*?)```/.exec(page)?.[1] as string
  const tables = { 'keys of a catalog': keysOf(CatalogInput), 'keys of a code': keysOf(EntryInput), roles: rolesOf(http) }
  const filled = Object.entries(tables).reduce((text, [name, table]) => text.replace(new RegExp(`(<!-- ${name} -->\\n)(?:\\|.*\\n)*`), (_, marker: string) => marker + table), page)
  const shown = await diagnosed(invalid)
  return filled.replace(/(<!-- diagnosed -->\n)```text\n[^]*?```\n/, (_, marker: string) => `${marker}\`\`\`text\n${shown}\n\`\`\`\n`)
}

function keysOf (schema: Schema): string {
  const rows = Object.entries(schema.properties ?? {}).flatMap(([key, value]) => [
    rowOf(key, value, schema.required?.includes(key) === true),
    ...key === 'roles' ? [] : Object.entries(value.properties ?? {}).map(([member, inner]) => rowOf(`${key}.${member}`, inner, false))
  ])
  return ['| key | meaning | value |', '|---|---|---|', ...rows].map(row => `${row}\n`).join('')
}

function rowOf (key: string, { description = '', errorMessage = '' }: Schema, isRequired: boolean): string {
  return `| \`${key}\`${isRequired ? ' (required)' : ''} | ${escaped(description)} | ${escaped(errorMessage.replace(/^must be /, ''))} |`
}

function escaped (text: string): string {
  return text.replaceAll('|', '\\|')
}

function rolesOf (http: Catalog): string {
  const rows = roleNames.map(role => {
    const code = http.roles?.[role] as string
    return `| \`${role}\` | \`${code}\` | ${http.codes?.[code]?.status} | ${fallbacks[role] === null ? 'required' : `\`${fallbacks[role]}\``} |`
  })
  return ['| role | code of `http` | status | fallback |', '|---|---|---|---|', ...rows].map(row => `${row}\n`).join('')
}

async function diagnosed (yaml: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'error-catalog-'))
  const file = join(folder, 'catalog.yaml')
  writeFileSync(file, yaml)
  try {
    await loadContract(file)
    throw new Error('the broken catalog of the page is valid')
  } catch (error) {
    if (!(error instanceof InvalidCatalogError)) throw error
    return `InvalidCatalogError: ${error.message.replaceAll(file, 'catalog.yaml')}`
  } finally {
    rmSync(folder, { recursive: true })
  }
}
