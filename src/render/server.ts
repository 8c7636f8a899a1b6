export interface ServerStyle {
  readonly modules: 'esm' | 'commonjs'
  readonly isTypeScript: boolean
}

/** A runnable server that registers a catalog and sends one of its failures. */
export function toServer (catalog: string, { modules, isTypeScript }: ServerStyle): string {
  const imports = modules === 'commonjs' && !isTypeScript
    ? ["const Fastify = require('fastify')", "const { errorCatalog, serverOptions } = require('fastify-error-catalog')"]
    : ["import Fastify from 'fastify'", "import errorCatalog, { serverOptions } from 'fastify-error-catalog'"]
  const path = `'${catalog.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
  const params = isTypeScript ? '<{ Params: { orderId: string } }>' : ''
  const body = [
    'const app = Fastify(serverOptions({ logger: true }))',
    `await app.register(errorCatalog, { catalog: ${path} })`,
    '',
    `app.get${params}('/orders/:orderId', async (request, reply) => {`,
    '  const { orderId } = request.params',
    "  return reply.fail('order_not_found', { orderId })",
    '})',
    '',
    'await app.listen({ port: Number(process.env.PORT ?? 3000) })'
  ]
  // CommonJS has no await outside of functions.
  const main = modules === 'esm'
    ? body
    : ['async function start () {', ...body.map(line => line === '' ? '' : `  ${line}`), '}', '', 'start()']
  return `${[...imports, '', ...main].join('\n')}\n`
}
