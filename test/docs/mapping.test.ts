import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import createError from '@fastify/error'
import boom from '@hapi/boom'
import Fastify, { type FastifySchema } from 'fastify'
import httpErrors from 'http-errors'
import t, { type Test } from 'tap'
import { z } from 'zod'
import errorCatalog from '../../src/index.ts'
import { serve } from '../serve.ts'

const text = readFileSync(fileURLToPath(new URL('../../docs/reference/mapping.md', import.meta.url)), 'utf8')

/** The blocks after markers, by marker. */
const blocks = new Map([...text.matchAll(/<!-- (.+?) -->\n```\w+\n([^]*?)```/g)].map(([, marker, block]) => [marker as string, block as string]))

const schemas = new Map([...blocks].filter(([marker]) => marker.startsWith('schema: ')).map(([marker, block]) => [marker.slice('schema: '.length), JSON.parse(block) as FastifySchema]))

/** The rows of all tables with this column head, without the backticks. */
const rowsOf = (head: string) => {
  const [, table = ''] = new RegExp(`^\\| (?:rule \\| )?\`?${head}\`? \\|.*\\n\\|[-|]+\\n((?:\\|.*\\n)+)`, 'm').exec(text) ?? []
  return table.trim().split('\n').map(row => row.slice(2, -2).split(' | ').map(cell => cell.replace(/^`(.*)`$/, '$1')))
}

interface Answer {
  readonly error: { readonly code: string, readonly issues: ReadonlyArray<Readonly<Record<string, string>>> }
}

const build = async (t: Test) => {
  const catalog = join(t.testdir({ 'catalog.yaml': blocks.get('catalog') as string }), 'catalog.yaml')
  return await serve(t, async app => {
    await app.register(errorCatalog, { catalog, validation: { mode: 'strict' } })
    for (const [path, schema] of schemas) app.post(path, { schema }, async () => 'done')
    app.get('/thrown/:index', async request => await Promise.reject(thrown[Number((request.params as { index: string }).index)]?.[1]()))
  })
}

const send = (line: string) => {
  const [, query = '', body] = /^(\?\S*)? ?(\{.*)$/.exec(line) as RegExpExecArray
  return { query, init: { method: 'POST', body: body as string, headers: { 'content-type': 'application/json' } } }
}

const thrown: ReadonlyArray<[source: string, make: () => unknown]> = [
  ['z.object({ a: z.string() }).parse({})', () => z.object({ a: z.string() }).safeParse({}).error],
  ["{ issues: [{ message: 'No.', path: ['a', { key: 0 }] }] }", () => ({ issues: [{ message: 'No.', path: ['a', { key: 0 }] }] })]
]

t.test('every rule of the page sends the response of its table', async t => {
  const { ask } = await build(t)
  for (const [path, count] of [['/orders', 11], ['/payouts', 5], ['/payments', 7]] as const) {
    const rows = rowsOf(`POST ${path}`)
    t.equal(rows.length, count, path)
    for (const [rule, line = '', ...wants] of rows) {
      const { query, init } = send(line)
      const { error: { code, issues } } = (await ask(path + query, init)).body as Answer
      const want = wants.at(-1) as string
      if (path !== '/payments') t.equal(code, wants[0], `${rule}: ${line}`)
      if (path !== '/orders') t.same(issues.map(issue => `\`${issue['path']}\`: ${issue['message']}`), [want], `${rule}: ${line}`)
      else if (/^[^,]*$/.test(rule as string) && !['none', 'several'].includes(rule as string)) t.same(issues.map(issue => issue['code']), [code], `${rule} also gets the issue`)
    }
  }
})

t.test('one response reports the issues of all parts', async t => {
  const { ask } = await build(t)
  const [marker, block] = [...blocks].find(([marker]) => marker.startsWith('reply: ')) as [string, string]
  const [, path, body] = /POST (\S+) (.*)$/.exec(marker) as RegExpExecArray
  t.same((await ask(path as string, send(body as string).init)).body, JSON.parse(block))
})

t.test('an unknown code in a schema stops the server with the message of the page', async t => {
  const shown = blocks.get('unknown code') as string
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(errorCatalog, { catalog: join(t.testdir({ 'catalog.yaml': blocks.get('catalog') as string }), 'catalog.yaml') })
  app.post('/payouts', { schema: JSON.parse(JSON.stringify(schemas.get('/payouts')).replace('"iban_invalid"', '"iban_invald"')) as FastifySchema }, async () => 'done')
  await t.rejects(async () => await app.ready(), { message: shown.trim() })
})

t.test('errors that a handler throws get the responses of the table', async t => {
  const { ask } = await build(t)
  t.same(rowsOf('thrown').map(([source]) => source), thrown.map(([source]) => source))
  for (const [index, [, code]] of rowsOf('thrown').entries()) {
    t.match((await ask(`/thrown/${index}`)).body, { error: { code, issues: [{}] } })
  }
})

t.test('details are read from an error as the page shows', async t => {
  const [marker, block] = [...blocks].find(([marker]) => marker.startsWith('error details: ')) as [string, string]
  const make = new Function('error', `return ${marker.slice('error details: '.length)}`) as (error: (members: object) => Error) => unknown // eslint-disable-line no-new-func -- the page's own expression is run
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog: join(t.testdir({ 'catalog.yaml': blocks.get('error details') as string }), 'catalog.yaml') })
    app.get('/', async () => { throw make(members => Object.assign(new Error('hunter2'), members)) })
  })
  t.same((await ask('/')).body, JSON.parse(block))
})

t.test('thrown errors get the responses of the tables of errors and statuses', async t => {
  const rows = [...text.slice(text.indexOf('## Errors')).matchAll(/^\| `(.+)` \| (\d+) \| `(\w+)` \|$/gm)].map(([, source, status, code]) => [source as string, Number(status), code as string] as const)
  t.equal(rows.length, 24)
  const error = (members: object) => Object.assign(new Error('hunter2'), members)
  const scope = { error, httpErrors, boom, createError }
  const { ask } = await serve(t, async app => {
    await app.register(errorCatalog, { catalog: join(t.testdir({ 'catalog.yaml': blocks.get('errors') as string }), 'catalog.yaml') })
    for (const [index, [source]] of rows.entries()) {
      const make = new Function(...Object.keys(scope), `return ${source}`) as (...scope: unknown[]) => unknown // eslint-disable-line no-new-func -- the page's own expressions are run
      app.get(`/${index}`, async () => { throw make(...Object.values(scope)) })
    }
  })
  for (const [index, [source, status, code]] of rows.entries()) {
    const got = await ask(`/${index}`)
    t.match([got.status, got.body], [status, { error: { code } }], source)
    t.equal(got.headers['retry-after'] !== undefined, status === 503, `${source}: Retry-After`)
  }
})
