// The cost of a hostile body: `node --import tsx bench/validation.ts`. Each row is ten times the one above; the time should grow alike.
import { TypeBoxValidatorCompiler as compiler6, Type as Type6 } from '@fastify/type-provider-typebox'
import Fastify, { type FastifySchemaCompiler } from 'fastify'
import { validatorCompiler as zodCompiler } from 'fastify-type-provider-zod'
import { Type as Type5, TypeBoxValidatorCompiler as compiler5 } from 'type-provider-typebox-5'
import errorCatalog from '../src/index.ts'
import { json, typebox, zod } from '../test/server/validation/hostileSchemas.ts'

const tree = { $id: 'tree', type: 'object', additionalProperties: false, properties: { a: { $ref: 'tree#' }, leaf: { type: 'string' } } }

const validators: ReadonlyArray<[name: string, schema: unknown, compiler?: unknown]> = [
  ['Ajv', json],
  ['TypeBox 0.34', typebox(Type5), compiler5],
  ['TypeBox 1', typebox(Type6 as unknown as typeof Type5), compiler6],
  ['Zod', zod, zodCompiler]
]

const repeat = (count: number, text: string) => Array.from({ length: count }, () => text).join(',')
const bodies: ReadonlyArray<[name: string, make: (count: number) => string, onlyAjv?: true]> = [
  ['unknown keys', count => `{${Array.from({ length: count }, (_, index) => `"k${index}":1`).join(',')}}`],
  ['bad items', count => `{"items":[${repeat(count, '{"b":1}')}]}`],
  ['bad unions', count => `{"unions":[${repeat(count, '{}')}]}`, true],
  ['bad items under a long name', count => `{"byName":{"${'n'.repeat(count)}":[${repeat(count, '"x"')}]}}`, true],
  ['depth, of at most 1000', count => `{"tree":${'{"a":'.repeat(Math.min(count, 1000))}1${'}'.repeat(Math.min(count, 1000))}}`, true]
]

const rows = []
for (const [name, schema, compiler] of validators) {
  const app = Fastify({ bodyLimit: 64 * 1024 * 1024, logger: { level: 'info', stream: { write () {} } } })
  await app.register(errorCatalog)
  if (compiler !== undefined) app.setValidatorCompiler(compiler as FastifySchemaCompiler<never>)
  app.addSchema(tree)
  app.post('/', { schema: { body: schema } }, async () => 'done')
  for (const [body, make, onlyAjv] of bodies) {
    if (onlyAjv === true && name !== 'Ajv') continue
    for (const count of [1e3, 1e4, 1e5]) {
      const payload = make(count)
      const parsing = await best(async () => { JSON.parse(payload) })
      let sent = 0
      const total = await best(async () => {
        const reply = await app.inject({ method: 'POST', url: '/', payload, headers: { 'content-type': 'application/json' } })
        if (reply.statusCode !== 400) throw new Error(`${name}, ${body}: ${reply.statusCode} ${reply.body}`)
        sent = reply.body.length
      })
      rows.push({ validator: name, body, count, 'ms to parse': parsing, 'ms in all': total, 'µs for each': Number((total / count * 1000).toFixed(2)), 'bytes sent': sent })
    }
  }
  await app.close()
}
console.table(rows)

/** The median of five, in milliseconds. */
async function best (run: () => Promise<void>): Promise<number> {
  const times = []
  for (let turn = 0; turn < 5; turn++) {
    const start = performance.now()
    await run()
    times.push(performance.now() - start)
  }
  return Number(Math.min(...times).toFixed(1))
}
