// Starts a server as VARIANT, and prints the cost of the start and the size of the heap: `node --expose-gc start.mjs VARIANT [FILE]`.
import { readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'

const register = async (app, catalog) => {
  const { errorCatalog } = await import('../../dist/esm/index.js')
  await app.register(errorCatalog, { catalog })
}

/** Routes with separate body schemas. */
const addRoutes = app => {
  for (let index = 0; index < 1_000; index++) {
    const properties = { [`name_${index}`]: { type: 'string' }, count: { type: 'integer' } }
    app.post(`/things/${index}`, { schema: { body: { type: 'object', required: ['count'], properties } } }, async () => 'done')
  }
}

const variants = {
  bare () {},
  shipped: app => register(app),
  routes: addRoutes,
  async 'routes with the plugin' (app) {
    await register(app)
    addRoutes(app)
  },
  /** The content of the file, which stays in memory. */
  'JSON.parse': async (app, file) => JSON.parse(await readFile(file, 'utf8')),
  'yaml alone': async (app, file) => (await import('yaml')).parse(await readFile(file, 'utf8')),
  file: register,
  object: async (app, file) => register(app, (await import(pathToFileURL(file))).default)
}

const { default: Fastify } = await import('fastify')
const app = Fastify()
const [variant, file] = process.argv.slice(2)
const held = await variants[variant](app, file)
await app.ready()
const { user, system } = process.cpuUsage()
const ms = performance.now()
globalThis.gc?.()
console.log(JSON.stringify({ ms, cpu: (user + system) / 1000, heap: process.memoryUsage().heapUsed, held: typeof held }))
process.exit(0)
