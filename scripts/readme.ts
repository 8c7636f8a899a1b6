import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toFailure } from '../src/failure/failure.ts'
import { InvalidCatalogError } from '../src/source/invalidCatalogError.ts'
import { loadContract } from '../src/envelope/load.ts'
import { shippedEnvelopes } from '../src/envelope/shippedEnvelopes.ts'

/** The README with its generated blocks written anew: included files, what a mistake looks like, a body of each envelope. */
export async function fillReadme (readme: string): Promise<string> {
  let text = readme.replace(/(<!-- file: (\S+) -->\n)```(\w+)\n[^]*?```\n/g, (_, marker: string, file: string, language: string) => `${marker}\`\`\`${language}\n${included(file)}\`\`\`\n`)
  const broken = /<!-- diagnostics -->\n```yaml\n([^]*?)```/.exec(text)?.[1] as string
  text = text.replace(/(<!-- diagnosed -->\n)```text\n[^]*?```\n/, `$1\`\`\`text\n${await diagnosed(broken)}\n\`\`\`\n`)
  return text.replace(/(<!-- envelopes -->\n)[^]*?(?=\nWrite your own)/, `$1\n${await bodies()}`)
}

/** An example as its reader would write it: the package by its name, without what it prints. */
function included (file: string): string {
  return readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')
    .replace(/'(\.\.\/)+src\/index\.ts'/, "'fastify-error-catalog'")
    .replace('../catalog.schema.json', './node_modules/fastify-error-catalog/catalog.schema.json')
    .replace(/\n\/\/ [A-Z]+ \/[^]*$/, '')
}

async function diagnosed (yaml: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'error-catalog-'))
  const file = join(folder, 'catalog.yaml')
  writeFileSync(file, yaml)
  try {
    await loadContract(file)
    throw new Error('the broken catalog of the README loads')
  } catch (error) {
    if (!(error instanceof InvalidCatalogError)) throw error
    return `InvalidCatalogError: ${error.message.replaceAll(file, 'catalog.yaml')}`
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function bodies (): Promise<string> {
  const blocks = await Promise.all(Object.keys(shippedEnvelopes).map(async name => {
    const { catalog, envelope } = await loadContract({
      extends: 'http',
      envelope: name,
      codes: {
        invoice_locked: {
          status: 409,
          message: 'Invoice {invoiceId} is {state} and can no longer change.',
          details: { invoiceId: 'string', state: "'sent' | 'paid'" }
        }
      }
    })
    const entry = catalog.entries.get('invoice_locked')
    if (entry === undefined) throw new Error('the entry of the README is missing')
    const body = envelope.serialize(toFailure(entry, { requestId: 'req_7f3c', instance: '/invoices/inv_2', details: { invoiceId: 'inv_2', state: 'paid' } }))
    return `\`${name}\`, \`${envelope.contentType}\`${envelope.wrap === undefined ? '' : `; a success is \`${envelope.wrap('{"id":"inv_2"}')}\``}\n\n\`\`\`json\n${body}\n\`\`\`\n`
  }))
  return blocks.join('\n')
}
