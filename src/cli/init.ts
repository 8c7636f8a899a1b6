import { dirname, relative, sep } from 'node:path'
import { toStarter } from '../render/starter.ts'
import { replaceFile, textOf } from '../source/replaceFile.ts'
import { toJson, type Outcome } from './outcome.ts'

export interface InitOptions {
  readonly envelope: string
  readonly force?: boolean
  readonly json?: boolean
}

/** Write a catalog to start from, and print the lines that register it. */
export async function init (file: string, { envelope, force = false, json = false }: InitOptions): Promise<Outcome> {
  const text = toStarter(envelope, pathFrom(dirname(file), schema))
  if (file === '-') return { code: 0, stdout: json ? toJson({ envelope, text }) : text }
  const old = textOf(file)
  const fault = old !== undefined && !force ? 'is there already: use --force to overwrite it' : replaceFile(file, text, old)
  if (fault !== undefined) return { code: 1, stderr: `${file} ${fault}\n` }
  const path = pathFrom('.', file)
  const paste = [
    "import errorCatalog, { serverOptions } from 'fastify-error-catalog'",
    'const app = Fastify(serverOptions({ logger: true }))',
    `await app.register(errorCatalog, { catalog: '${path}' })`
  ]
  if (json) return { code: 0, stdout: toJson({ file: path, envelope, paste }) }
  return {
    code: 0,
    stdout: `${path} was written. Paste into your server:\n\n${paste.map(line => `  ${line}\n`).join('')}\n` +
      `Then a handler answers with: ${use}\n`
  }
}

const schema = 'node_modules/fastify-error-catalog/catalog.schema.json'
const use = "return reply.fail('order_not_found', { orderId })"

/** A path as YAML and imports have it: with slashes, and with a dot before it where it is relative. */
function pathFrom (folder: string, file: string): string {
  const path = relative(folder, file).split(sep).join('/')
  return /^(\.\.?\/|\/|[A-Za-z]:)/.test(path) ? path : `./${path}`
}
