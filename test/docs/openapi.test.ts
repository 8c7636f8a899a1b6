import { readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { parse } from 'yaml'
import { openapi } from '../../src/cli/openapi.ts'
import { docOf } from './serve.ts'

type Data = Readonly<Record<string, any>>

const root = fileURLToPath(new URL('../..', import.meta.url))
const blocks = new Map([...docOf('guides/openapi.md').matchAll(/<!-- (.+?) -->\n```\w+\n([^]*?)```\n/g)].map(([, name = '', text = '']) => [name, text]))
const block = (name: string) => blocks.get(name) as string

/** The server of a block, which imports the source instead of the package. */
async function serverOf (folder: string, name: string): Promise<FastifyInstance> {
  const source = (file: string) => `'${relative(folder, join(root, `src/${file}.ts`))}'`
  const text = block(name).replace("'fastify-error-catalog'", source('index')).replace("'fastify-error-catalog/openapi'", source('openapi')).replace('port: 3000', 'port: 0')
  writeFileSync(join(folder, `${name}.ts`), `${text}\nexport { app }\n`)
  const { app } = await import(pathToFileURL(join(folder, `${name}.ts`)).href) as { app: FastifyInstance }
  return app
}

t.test('the server of the guide has the document that the guide shows', async t => {
  const app = await serverOf(t.testdir({ 'catalog.yaml': block('catalog') }), 'server')
  t.teardown(() => app.close())
  const { paths, components } = app.swagger() as unknown as Data
  const { $ref } = paths['/invoices/{id}'].patch.responses[409]
  t.same(components.responses[$ref.split('/').at(-1)], parse(block('document')))
  const response = await app.inject({ method: 'PATCH', url: '/invoices/inv_1', payload: { total: 1 } })
  t.match(response.json(), { error: { code: 'invoice_locked', details: { invoiceId: 'inv_1', by: 'system' } } })
})

t.test('the explicit form of the guide shows the errors', async t => {
  const app = await serverOf(t.testdir({}), 'explicit')
  t.teardown(() => app.close())
  await app.ready()
  const { paths } = (app as unknown as { document: () => Data }).document()
  t.same(Object.keys(paths['/'].get.responses), ['200', '500'])
})

t.test('the command changes the hand-written document as the guide shows', async t => {
  const file = join(t.testdir({ 'openapi.yaml': block('before') }), 'openapi.yaml')
  t.match(await openapi('http', { into: file, output: '-', openapi: '3.1' }), { code: 0 })
  t.ok(readFileSync(file, 'utf8').startsWith(block('after').trimEnd()))
})
