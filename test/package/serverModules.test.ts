import { join } from 'node:path'
import t from 'tap'
import { checkBuilt, root, run } from '../built.ts'

checkBuilt()

/** Packages that only the command line uses. */
const ofCommands = ['commander', 'cli-table3', 'marked', 'parse5', 'papaparse', 'string-width', 'typescript']

/** Prints the URL of each module that is resolved, by import and by require. */
const hooks = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs'
  export async function load (url, context, next) { writeSync(1, url + '\\n'); return await next(url, context) }
`)}`

const main = (catalog: string) => `
  import Module, { register } from 'node:module'
  register(${JSON.stringify(hooks)})
  const { default: Fastify } = await import('fastify')
  const { errorCatalog } = await import('fastify-error-catalog')
  const app = Fastify()
  await app.register(errorCatalog, { catalog: ${JSON.stringify(catalog)} })
  app.get('/', async (_, reply) => reply.fail('not_found'))
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  console.log('status', (await fetch(url)).status)
  await app.close()
  for (const file of Object.keys(Module._cache)) console.log(file)
`

t.test('a server loads no package that only the command line uses', async t => {
  for (const catalog of ['http', join(root, 'examples/invoices.yaml')]) {
    const { code, stdout, stderr } = await run(['--input-type=module', '-e', main(catalog)])
    t.equal(code, 0, stderr)
    t.match(stdout, /^status 404$/m)
    const packages = new Set([...stdout.matchAll(/node_modules\/((?:@[^/]+\/)?[^/\n]+)/g)].map(([, name]) => name))
    t.ok(packages.has('fastify') && stdout.includes('/dist/esm/'), 'modules are listed')
    t.same(ofCommands.filter(name => packages.has(name)), [], catalog)
  }
})
