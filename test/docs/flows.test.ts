import { readFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import type { FastifyInstance, FastifyReply } from 'fastify'
import t, { type Test } from 'tap'
import errorCatalog from '../../src/index.ts'
import { serve } from '../serve.ts'

const src = new URL('../../src/', import.meta.url)
const text = readFileSync(new URL('../../docs/explanation/architecture.md', import.meta.url), 'utf8')

interface Stop {
  readonly name: string
  readonly file: string
}

/** The steps of a section: `name` (`file`). The file is omitted if the page named it before. */
function stopsOf (heading: string): Stop[] {
  const section = text.split(`## ${heading}\n`)[1]?.split('\n## ')[0] as string
  return [...section.matchAll(/^\d+\. `([\w.]+)[^`]*`(?: \(`([\w/]+)`\))?/gm)].map(([, name = '', file]) => ({ name, file: file ?? fileOf(name) }))
}

function fileOf (name: string): string {
  return new RegExp(`^\\d+\\. \`${name}\` \\(\`([\\w/]+)\`\\)`, 'm').exec(text)?.[1] ?? ''
}

const functions = globalThis as unknown as { flow: { calls: string[], functions: Record<string, unknown> } }

/** Record each call of the functions, in their order, by conditional breakpoints that never pause. */
async function noteCalls (t: Test, stops: readonly Stop[], send: unknown): Promise<string[]> {
  functions.flow = { calls: [], functions: {} }
  const session = new Session()
  session.connect()
  t.teardown(() => session.disconnect())
  await session.post('Debugger.enable')
  for (const { name, file } of stops) {
    functions.flow.functions[name] = name === 'reply.send' ? send : (await import(new URL(`${file}.ts`, src).href) as Record<string, unknown>)[name]
    t.type(functions.flow.functions[name], 'function', `${name} is a function${file === '' ? '' : ` of ${file}`}`)
    const { result } = await session.post('Runtime.evaluate', { expression: `flow.functions[${JSON.stringify(name)}]` })
    await session.post('Debugger.setBreakpointOnFunctionCall' as never, {
      objectId: result.objectId,
      condition: `flow.calls.push(${JSON.stringify(name)}) < 0`
    } as never)
  }
  return functions.flow.calls
}

function routes (app: FastifyInstance) {
  app.get('/fails', async (_, reply) => reply.fail('not_found'))
  app.get('/throws', () => { throw new Error('no') })
  app.post('/validates', { schema: { body: { type: 'object', required: ['a', 'b'] } } }, async () => 'ok')
}

const flows = [
  ['A handler fails', 8, 'GET', '/fails', 404],
  ['An error is thrown', 12, 'GET', '/throws', 500],
  ['A request is invalid', 12, 'POST', '/validates', 400]
] as const

for (const [heading, most, method, url, status] of flows) {
  t.test(`${heading}: the page names the functions in the order in which a request calls them`, async t => {
    let send: unknown
    const { ask } = await serve(t, async app => {
      await app.register(errorCatalog)
      app.addHook('onRequest', async (_, reply: FastifyReply) => { send = reply.send })
      routes(app)
    })
    const request = { method, headers: { 'content-type': 'application/json' }, ...method === 'POST' ? { body: '{}' } : {} }
    // Libraries that load with the first failure are loaded.
    t.equal((await ask(url, request)).status, status)
    const stops = stopsOf(heading)
    const calls = await noteCalls(t, stops, send)
    await ask(url, request)
    // Fastify passes errors of a handler to its error handler by `reply.send` too.
    t.same(calls.slice(calls.indexOf(stops[0]?.name as string)), stops.map(({ name }) => name))
    t.ok(stops.length > 4 && stops.length <= most, `${stops.length} stops`)
  })
}
