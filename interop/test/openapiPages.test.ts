import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import scalar from '@scalar/fastify-api-reference'
import Fastify from 'fastify'
import errorCatalog from 'fastify-error-catalog'
import puppeteer, { type Browser, type Page } from 'puppeteer-core'
import t from 'tap'
import { catalog } from '../../test/server/openapi/catalog.ts'
import { needs } from './tools.ts'

// A browser is slow on a busy machine.
t.setTimeout(600_000)

const skip = needs('chromium')

/** A server with both pages, which load no fonts from other hosts. */
async function listen () {
  const app = Fastify()
  await app.register(swagger, { openapi: { openapi: '3.1.0', info: { title: 'Invoices', version: '1.0.0' } } })
  await app.register(swaggerUi, { routePrefix: '/documentation', uiConfig: { docExpansion: 'full', defaultModelsExpandDepth: -1 } })
  await app.register(scalar, { routePrefix: '/reference', configuration: { withDefaultFonts: false, defaultOpenAllTags: true } } as never)
  await app.register(errorCatalog, { catalog, openapi: { implied: false } })
  app.patch('/invoices/:id', { schema: { operationId: 'changeInvoice', tags: ['invoices'] }, config: { errors: ['invoice_locked', 'invoice_paid'] } }, async () => ({}))
  // A browser requests it automatically.
  app.get('/favicon.ico', { schema: { hide: true } }, async (_request, reply) => reply.code(204).send())
  await app.listen({ port: 0, host: '127.0.0.1' })
  return app
}

/** A page, with its errors and the URLs of its requests, once it shows a text. */
async function open (browser: Browser, url: string): Promise<{ page: Page, errors: string[], hosts: Set<string> }> {
  const page = await browser.newPage()
  const errors: string[] = []
  const hosts = new Set<string>()
  page.on('console', message => { if (message.type() === 'error') errors.push(`${message.text()} ${message.location().url}`) })
  page.on('pageerror', error => errors.push(String(error)))
  page.on('request', request => { if (request.url().startsWith('http')) hosts.add(new URL(request.url()).host) })
  await page.goto(url, { waitUntil: 'domcontentloaded', timeout: 300_000 })
  return { page, errors, hosts }
}

const shows = (page: Page, text: string) => page.waitForFunction(text => document.body.innerText.includes(text), { timeout: 300_000 }, text)

t.test('the documents of swagger-ui, in JSON and YAML, and of Scalar are the same', async t => {
  const app = await listen()
  t.teardown(() => app.close())
  const { parse } = await import('yaml')
  const text = async (url: string) => (await app.inject(url)).body
  const json = JSON.parse(await text('/documentation/json')) as unknown
  t.same(parse(await text('/documentation/yaml')), json)
  t.same(JSON.parse(await text('/reference/openapi.json')), json)
  t.same(parse(await text('/reference/openapi.yaml')), json)
})

t.test('swagger-ui shows the codes of a 409 with their examples', { skip }, async t => {
  const app = await listen()
  const browser = await puppeteer.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'], protocolTimeout: 300_000 })
  t.teardown(async () => { await browser.close(); await app.close() })
  const { page, errors, hosts } = await open(browser, `${app.listeningOrigin}/documentation/`)
  await shows(page, 'invoice_locked: Invoice {invoiceId} is locked.')
  await shows(page, 'invoice_paid: The invoice is paid.')
  const examples = await page.$$eval('tr.response[data-code="409"] .examples-select option', options => options.map(({ value }) => value))
  t.same(examples, ['invoice_locked', 'invoice_paid'])
  await page.select('tr.response[data-code="409"] .examples-select select', 'invoice_paid')
  await shows(page, '"code": "invoice_paid"')
  t.same(errors, [])
  t.same([...hosts], [new URL(app.listeningOrigin).host])
})

t.test('Scalar shows the codes of a 409', { skip }, async t => {
  const app = await listen()
  const browser = await puppeteer.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--window-size=1400,2000'], defaultViewport: { width: 1400, height: 3000 }, protocolTimeout: 300_000 })
  t.teardown(async () => { await browser.close(); await app.close() })
  const { page, errors, hosts } = await open(browser, `${app.listeningOrigin}/reference/`)
  await shows(page, '409')
  await shows(page, 'invoice_locked')
  await shows(page, 'invoice_paid')
  t.same(errors, [])
  t.same([...hosts], [new URL(app.listeningOrigin).host])
})
